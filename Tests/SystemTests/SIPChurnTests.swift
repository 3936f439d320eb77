// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite(.enabled(if: SIPScenario.isPlayable, SIPScenario.whyNot)) struct `A day of calls by SIP` {
        @Test(arguments: SIPServer.Transport.allCases)
        func `a thousand calls parked, fetched and hung up leave nothing behind`(
            transport: SIPServer.Transport
        ) throws {
            let server = try SIPServer(ranges: "{name: main, first: 1000, last: 2999, reuse_after_s: 0}")
            let scratch = try ScratchDirectory()
            var first = 1000
            func rounds(_ count: Int) throws {
                let orbits = first..<first + count
                first += count
                let file = "\(scratch.path)/\(orbits.lowerBound).csv"
                let lines = ["SEQUENTIAL"] + orbits.map { "\($0);" }
                try Files.writeDurably(Array((lines.joined(separator: "\n") + "\n").utf8), to: file)
                let pace = ["-m", "\(count)", "-r", "120", "-l", "\(count)", "-inf", file]
                let callers = try SIPScenario("many-callers", on: server, by: transport, arguments: pace)
                // Ahead of those who fetch by more than a lost datagram costs.
                let lead = "\(orbits.lowerBound + min(count - 1, 100))"
                try #require(try server.holds(lead))
                let fetchers = try SIPScenario("many-fetchers", on: server, by: transport, arguments: pace)
                try fetchers.expectSuccess()
                try callers.expectSuccess()
                try #require(try server.isIdle())
            }
            try rounds(50)
            let descriptors = try server.process.program.descriptors
            let threads = try server.process.program.threads
            try rounds(450)
            let before = try server.process.program.residentBytes
            try rounds(500)
            let after = try server.process.program.residentBytes
            // By UDP each transaction is kept for 32 seconds, in case its answer was lost; by TCP none is.
            let limit = transport == .tcp ? 4 << 20 : 8 << 20
            #expect(after - before < limit, "\(before) bytes at round 500, \(after) at round 1000")
            #expect(try server.process.program.descriptors == descriptors)
            #expect(try server.process.program.threads == threads)
            let finished = try server.api.list("/calls")
            #expect(finished.count == 1000)
            #expect(finished.allSatisfy { $0["outcome"] == "retrieved" })
            #expect(Set(finished.compactMap { $0["orbit"]?.string }).count == 1000)
        }
    }
}
