// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Glibc
import Platform
import Rig
import Testing

extension SystemTests {
    @Suite struct `A stop` {
        @Test(arguments: [SIGTERM, SIGINT])
        func `takes two seconds at most, and keeps the calls for the next start`(signal: Int32) throws {
            let scratch = try ScratchDirectory()
            let first = try ServerProcess(data: scratch.path)
            let telephone = try Telephone()
            let call = try first.api().park(telephone.address)
            try #require(try telephone.hears(10))
            let idle = try first.api()
            first.program.signal(signal)
            #expect(try first.program.waitForExit(within: .seconds(2)) == 0)
            try idle.client.waitForClose()
            try telephone.drain()
            let heard = telephone.packets.count

            let second = try ServerProcess(data: scratch.path)
            let api = try second.api()
            #expect(try api.parkedCalls() == [call])
            #expect(try telephone.hears(heard + 10))
            #expect(telephone.heardOnly(call))
            #expect(telephone.steps.allSatisfy { (1..<0x8000).contains($0) })
            #expect(try api.release(call.id) == "released")
        }

        @Test func `as soon as it is up is a stop like any other`() throws {
            let scratch = try ScratchDirectory()
            for _ in 0..<5 {
                let server = try ServerProcess(data: scratch.path)
                server.program.signal(SIGTERM)
                #expect(try server.program.waitForExit(within: .seconds(2)) == 0)
            }
        }

        @Test func `leaves no request without an end`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(
                data: scratch.path, ranges: "{name: main, first: 1000, last: 1999}")
            let telephone = try Telephone.deaf()
            let connections = try (0..<16).map { _ in try server.api() }
            // Half a request is none that could be answered.
            try connections[0].client.write(Array("POST /api/v1/parked-calls HTTP/1.1\r\nHost: l".utf8))
            var acknowledged: Set<String> = []
            var isRefused = false
            for round in 0..<1000 where !isRefused {
                if round == 3 { server.program.signal(SIGTERM) }
                for connection in connections.dropFirst() {
                    do {
                        try connection.begin("POST", "/parked-calls", API.parkBody(telephone.address))
                    } catch {
                        isRefused = true
                    }
                }
                for connection in connections.dropFirst() {
                    do {
                        let answer = try connection.receive()
                        try #require(
                            answer.status == 201 || answer.code == "draining", "\(answer.body.text)")
                        if answer.status == 201 { acknowledged.insert(try API.Call(answer.body).id) }
                        if answer.status == 503 { isRefused = true }
                    } catch HTTPClient.Failure.closed {
                        isRefused = true
                    }
                }
            }
            #expect(isRefused)
            #expect(try server.program.waitForExit(within: .seconds(2)) == 0)

            let restarted = try ServerProcess(data: scratch.path)
            let api = try restarted.api()
            let parked = Set(try api.parkedCalls().map(\.id))
            #expect(acknowledged.isSubset(of: parked) && acknowledged.count >= 45)
        }
    }
}
