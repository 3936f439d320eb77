// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Rig
import Server
import Testing

/// Parsers are total: whatever comes, they answer or refuse. `./dev fuzz` runs these for longer.
struct FuzzTests {
    static let rounds = ProcessInfo.processInfo.environment["LAYBY_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 20_000

    @Test func `an RTP header is read within the packet, whatever the packet says`() {
        let seeds: [[UInt8]] = [
            [0x80, 0x80] + Array(repeating: 7, count: 170),
            [0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xBE, 0xDE, 0, 1, 1, 2, 3, 4, 5],
            [0xAF, 8] + Array(repeating: 1, count: 90),
        ]
        var mutator = Mutator(seed: 11)
        for _ in 0..<Self.rounds {
            let packet = mutator.next(from: seeds)
            packet.withUnsafeBytes { bytes in
                guard let (_, payload) = RTPHeader.parse(bytes.bytes) else { return }
                if payload.upperBound > packet.count || payload.lowerBound < RTPHeader.size {
                    Issue.record("payload \(payload) of \(packet)")
                }
            }
        }
    }

    @Test func `what is read as a number, an address or an id is written back as the same`() {
        let seeds = [
            "701", "*701", "#12345678", "127.0.0.1:8080", "[2001:db8::1]:80", "::ffff:1.2.3.4", "fe80::/10",
            "10.0.0.0/8",
            "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
        ].map { Array($0.utf8) }
        var mutator = Mutator(seed: 12)
        for _ in 0..<Self.rounds {
            let text = String(decoding: mutator.next(from: seeds), as: UTF8.self)
            if let number = try? OrbitNumber(text), (try? OrbitNumber(number.description)) != number {
                Issue.record("orbit \(text)")
            }
            if let address = IPAddress(text), IPAddress(address.description) != address {
                Issue.record("address \(text)")
            }
            if let socket = SocketAddress(text), SocketAddress(socket.description) != socket {
                Issue.record("socket \(text)")
            }
            if let network = IPNetwork(text), IPNetwork(network.description) != network {
                Issue.record("network \(text)")
            }
            if let id = CallID(text), CallID(id.description) != id { Issue.record("id \(text)") }
        }
    }

    @Test func `JSON that is read is written as JSON that reads as the same`() {
        let seeds = [
            #"{"media":{"address":"127.0.0.1","port":4000,"codec":"PCMU"},"caller":{"uri":"sip:a@b","name":"Ä \"x\""}}"#,
            #"[1,-2.5e3,true,false,null,"\u00e9\ud83d\ude00",{"a":[[]]}]"#,
        ].map { Array($0.utf8) }
        var mutator = Mutator(seed: 13)
        for _ in 0..<Self.rounds / 4 {
            guard let json = try? JSON.read(mutator.next(from: seeds)) else { continue }
            let again = try? JSON.read(json.text.utf8)
            if again != json { Issue.record("\(json.text)") }
        }
    }

    @Test func `a configuration is good, or refused with a place`() {
        let seeds = [
            "data: ./data\nrtp: {ports: 10000-20000, address: auto}\nranges:\n  - {name: main, first: \"700\", last: \"719\"}\n",
            "http:\n  listen: 127.0.0.1:8080\n  metrics_need_token: true\nstore: memory # no\n",
        ].map { Array($0.utf8) }
        var mutator = Mutator(seed: 14)
        for _ in 0..<Self.rounds / 10 {
            let file = ConfigurationFile(name: "f.yaml", bytes: mutator.next(from: seeds))
            do throws(ConfigurationFailure) {
                _ = try LoadedConfiguration.load(file: file)
            } catch {
                if !error.problems.allSatisfy({ $0.place.hasPrefix("f.yaml") }) || error.problems.isEmpty {
                    Issue.record("\(error.problems)")
                }
            }
        }
    }
}
