// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite struct `A call that is parked plays on` {
        @Test func `when no port is left for another`() throws {
            let scratch = try ScratchDirectory()
            let ports = try Self.freePorts(200)
            let server = try ServerProcess(
                data: scratch.path, ["rtp.ports=\(ports.lowerBound)-\(ports.upperBound)"],
                ranges: "{name: main, first: 1000, last: 1999}")
            let api = try server.api()
            let telephone = try Telephone()
            let call = try api.park(telephone.address)
            let others = try Telephone.deaf()
            var sources = [call.source.port]
            for _ in 1..<100 {
                sources.append(try api.park(others.address).source.port)
                try telephone.drain()
            }
            #expect(Set(sources) == Set(ports.filter { $0.isMultiple(of: 2) }))
            let descriptors = try server.program.descriptors
            for _ in 0..<20 {
                let answer = try api.tryToPark(others.address)
                #expect(answer.status == 503 && answer.code == "ports-exhausted", "\(answer.body.text)")
            }
            #expect(try api.takenOrbits().count == 100)
            #expect(try server.program.descriptors == descriptors)
            try expectUnbroken(telephone, call)
        }

        @Test func `when no orbit is left for another`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(
                data: scratch.path, ranges: "{name: main, first: 700, last: 702, reuse_after_s: 0}")
            let api = try server.api()
            let telephone = try Telephone()
            let call = try api.park(telephone.address)
            let others = try Telephone.deaf()
            let second = try api.park(others.address)
            _ = try api.park(others.address)
            #expect(try api.waits { try $0.metric("layby_rtp_streams") == 3 })
            let descriptors = try server.program.descriptors
            for _ in 0..<20 {
                let answer = try api.tryToPark(others.address)
                #expect(answer.status == 503 && answer.code == "range-full", "\(answer.body.text)")
            }
            #expect(try api.waits { try $0.metric("layby_rtp_streams") == 3 })
            #expect(try server.program.descriptors == descriptors)
            try api.release(second.id)
            #expect(try api.park(others.address).orbit == second.orbit)
            try expectUnbroken(telephone, call)
        }

        @Test func `when a target lies where none may lie`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path, ["rtp.allowed_networks=[127.0.0.1/32]"])
            let api = try server.api()
            let telephone = try Telephone()
            let call = try api.park(telephone.address)
            for address in ["127.0.0.2", "10.0.0.1", "8.8.8.8", "::1", "::ffff:8.8.8.8"] {
                let target = SocketAddress(try #require(IPAddress(address)), 40_000)
                let answer = try api.tryToPark(target)
                #expect(answer.status == 403 && answer.code == "destination-not-allowed", "\(address)")
            }
            #expect(try api.takenOrbits() == [call.orbit: call.id])
            try expectUnbroken(telephone, call)
        }

        @Test func `whatever is sent to any port of the server`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let api = try server.api()
            let (telephone, control) = try Telephone.pair()
            let stranger = try Telephone()
            let call = try api.park(telephone.address)
            try #require(try telephone.hears(5))
            let source = call.source
            let reports = SocketAddress(source.address, source.port + 1)
            let threads = try server.program.threads
            var dice = SplitMix(8)
            for _ in 0..<150 {
                for _ in 0..<8 { try control.send(Self.garbage(using: &dice), to: reports) }
                try telephone.send(Self.garbage(using: &dice), to: source)
                try stranger.send(Self.garbage(using: &dice), to: source)
                try stranger.send(Self.garbage(using: &dice), to: reports)
                let visitor = try HTTPClient(server.address)
                try? visitor.write(Self.garbage(using: &dice) + Array("\r\n\r\n".utf8))
                #expect(try telephone.hears(telephone.packets.count + 1))
            }
            #expect(try api.parkedCalls() == [call])
            #expect(try server.program.threads == threads)
            try expectUnbroken(telephone, call)
        }

        /// The same stream, with no packet missing, and more to come.
        private func expectUnbroken(_ telephone: Telephone, _ call: API.Call) throws {
            try telephone.drain()
            #expect(try telephone.hears(telephone.packets.count + 20))
            #expect(telephone.heardOnly(call))
            #expect(telephone.steps.allSatisfy { $0 == 1 }, "\(telephone.steps.filter { $0 != 1 })")
        }

        /// Random bytes, every other time with the start of an RTCP packet that may be any but is mostly wrong.
        private static func garbage(using dice: inout SplitMix) -> [UInt8] {
            var bytes = (0..<Int.random(in: 1...120, using: &dice)).map { _ in
                UInt8.random(in: 0...255, using: &dice)
            }
            if bytes.count >= 4, Bool.random(using: &dice) {
                bytes[0] = 0x80 | bytes[0] & 0x3F
                bytes[1] = UInt8.random(in: 200...207, using: &dice)
                bytes[2] = 0
                bytes[3] &= 0x1F
            }
            return bytes
        }

        /// Ports side by side, from an even one on, that nobody has at this moment.
        private static func freePorts(_ count: UInt16) throws -> ClosedRange<UInt16> {
            for low in stride(from: UInt16(61_000), to: 65_000 - count, by: Int(count)) {
                let isFree = (low..<low + count).allSatisfy { (try? Telephone(port: $0)) != nil }
                if isFree { return low...(low + count - 1) }
            }
            throw SystemError("bind: no \(count) free ports side by side", code: 98)
        }
    }
}
