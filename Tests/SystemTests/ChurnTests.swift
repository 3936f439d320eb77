// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite struct `A day of parking` {
        private static let ranges =
            "{name: main, first: 1000, last: 2999, selection: next, reuse_after_s: 0}"

        @Test func `a thousand rounds leave nothing behind`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path, ranges: Self.ranges)
            let api = try server.api()
            try #require(try api.waitsUntilReady())
            let telephone = try Telephone.deaf()
            var orbits: Set<String> = []
            func rounds(_ count: Int) throws {
                for _ in 0..<count {
                    let call = try api.park(telephone.address)
                    orbits.insert(call.orbit)
                    try #require(try api.release(call.id) == "released")
                }
            }
            try rounds(50)
            try expectIdle(api)
            let descriptors = try server.program.descriptors
            let threads = try server.program.threads
            try rounds(450)
            try expectIdle(api)
            let before = try server.program.residentBytes
            try rounds(500)
            try expectIdle(api)
            let after = try server.program.residentBytes

            #expect(orbits.count == 1000)
            #expect(try server.program.descriptors == descriptors)
            #expect(try server.program.threads == threads)
            #expect(after - before < 2 << 20, "\(before) bytes at round 500, \(after) at round 1000")
            let finished = try api.list("/calls")
            #expect(finished.count == 1000)
            #expect(finished.allSatisfy { $0["outcome"] == "released" })
            #expect(Set(finished.compactMap { $0["orbit"]?.string }) == orbits)
        }

        @Test func `fifty callers at once each hear their own music`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path, ranges: Self.ranges)
            let api = try server.api()
            try #require(try api.waitsUntilReady())
            var descriptors: [Int] = []
            for _ in 0..<3 {
                let calls = try (0..<50).map { _ in
                    let telephone = try Telephone()
                    return (telephone, try api.park(telephone.address))
                }
                #expect(Set(calls.map(\.1.orbit)).count == 50)
                #expect(Set(calls.map(\.1.source)).count == 50)
                #expect(try api.takenOrbits().count == 50)
                for (telephone, call) in calls {
                    #expect(try telephone.hears(25), "orbit \(call.orbit)")
                    #expect(telephone.heardOnly(call) && telephone.steps.allSatisfy { $0 == 1 })
                    #expect(telephone.packets.first?.header.marker == true)
                }
                for (_, call) in calls { try api.release(call.id) }
                try expectIdle(api)
                descriptors.append(try server.program.descriptors)
            }
            #expect(Set(descriptors).count == 1, "\(descriptors)")
            #expect(try api.list("/calls").count == 150)
        }

        /// No call, no stream, no orbit taken.
        private func expectIdle(_ api: API) throws {
            #expect(
                try api.waits {
                    try $0.metric("layby_calls") == 0 && $0.metric("layby_rtp_streams") == 0
                })
            #expect(try api.takenOrbits().isEmpty)
            #expect(try api.parkedCalls().isEmpty)
        }
    }
}
