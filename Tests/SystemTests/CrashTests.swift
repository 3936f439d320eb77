// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite struct `A crash` {
        @Test func `is not a hang-up: the music goes on in the same stream, twice in a row`() throws {
            let scratch = try ScratchDirectory()
            var server = try ServerProcess(data: scratch.path)
            var api = try server.api()
            let callers = try (0..<8).map { _ in
                let telephone = try Telephone()
                return (telephone: telephone, call: try api.park(telephone.address))
            }
            for (telephone, _) in callers { try #require(try telephone.hears(20)) }
            for _ in 0..<2 {
                try server.crash()
                for (telephone, _) in callers { try telephone.drain() }
                let heard = callers.map(\.telephone.packets.count)
                let restart = SystemClock.now
                server = try ServerProcess(data: scratch.path)
                api = try server.api()
                for ((telephone, call), count) in zip(callers, heard) {
                    #expect(
                        try telephone.hears(count + 1, within: restart + .seconds(5) - SystemClock.now),
                        "orbit \(call.orbit) stays silent")
                }
                for ((telephone, call), count) in zip(callers, heard) {
                    #expect(try telephone.hears(count + 20), "orbit \(call.orbit)")
                }
                #expect(
                    try api.takenOrbits()
                        == Dictionary(uniqueKeysWithValues: callers.map { ($0.call.orbit, $0.call.id) }))
                #expect(
                    try api.parkedCalls().sorted { $0.id < $1.id }
                        == callers.map(\.call).sorted { $0.id < $1.id })
            }
            for (telephone, call) in callers {
                #expect(try api.release(call.id) == "released")
                try telephone.drain()
                #expect(telephone.heardOnly(call))
                // Each step is forward, and only the two crashes left a gap.
                #expect(telephone.steps.allSatisfy { (1..<0x8000).contains($0) })
                #expect(telephone.steps.count { $0 != 1 } <= 2, "\(telephone.steps)")
                #expect(telephone.packets.count { $0.header.marker } >= 3)
            }
            #expect(try api.takenOrbits().isEmpty)
            #expect(try api.list("/calls").map { $0["outcome"] } == Array(repeating: "released", count: 8))
        }

        @Test func `leaves calls that can be released as soon as the server listens again`() throws {
            let scratch = try ScratchDirectory()
            let ranges = "{name: main, first: 1000, last: 1999}"
            var server = try ServerProcess(data: scratch.path, ranges: ranges)
            let address = server.address
            let telephone = try Telephone.deaf()
            let api = try server.api()
            var calls = try (0..<200).map { _ in try api.park(telephone.address).id }
            for _ in 0..<4 {
                try server.crash()
                let token = try server.token
                let start = try Program(
                    ServerProcess.words(data: scratch.path, ["http.listen=\(address)"]))
                let deadline = SystemClock.now + .seconds(20)
                var early: HTTPClient?
                while early == nil, SystemClock.now < deadline { early = try? HTTPClient(address) }
                let visitor = API(try #require(early, "\(start.complaint)"), token: token)
                // The last one that is found in the store.
                #expect(try visitor.release(calls.removeLast()) == "released")
                start.signal(9)
                _ = try start.waitForExit()
                server = try ServerProcess(data: scratch.path)
                #expect(try server.api().parkedCalls().map(\.id).sorted() == calls.sorted())
            }
        }

        @Test func `of a first start is mended by the next start`() throws {
            var dice = SplitMix(5)
            for milliseconds in stride(from: 2, through: 58, by: 8) {
                let scratch = try ScratchDirectory()
                let data = scratch.path + "/data"
                for _ in 0..<2 {
                    let start = try Program(
                        ServerProcess.words(data: data, ["ranges=[{name: main, first: 700, last: 719}]"]))
                    start.listen(for: .milliseconds(milliseconds + Int.random(in: 0..<8, using: &dice)))
                    start.signal(9)
                    _ = try start.waitForExit()
                }
                let server = try ServerProcess(data: data)
                let ranges = try server.api().list("/ranges")
                #expect(ranges.map { $0["name"] } == ["main"], "killed after \(milliseconds) ms")
            }
        }

        @Test func `at any moment loses nothing that was acknowledged`() throws {
            let scratch = try ScratchDirectory()
            let telephone = try Telephone.deaf()
            var dice = SplitMix(2)
            var ledger = Ledger()
            for round in 0..<8 {
                let server = try ServerProcess(
                    data: scratch.path, ranges: "{name: main, first: 700, last: 799, reuse_after_s: 0}")
                let api = try server.api()
                try #require(try ledger.agrees(with: api), "after crash \(round): \(ledger)")
                // The first thing asked of a server that has just started is answered as any other.
                if let call = ledger.parked.min() {
                    try #require(try api.release(call) == "released")
                    ledger.released(call)
                }
                let connections = try (0..<4).map { _ in try server.api() }
                for _ in 0..<Int.random(in: 2...12, using: &dice) {
                    let asked = try ledger.ask(connections, telephone.address, using: &dice)
                    for (connection, request) in zip(connections, asked) {
                        ledger.note(request, try connection.receive())
                    }
                }
                let asked = try ledger.ask(connections, telephone.address, using: &dice)
                server.program.listen(for: .milliseconds(Int.random(in: 0...4, using: &dice)))
                server.program.signal(9)
                for (connection, request) in zip(connections, asked) {
                    ledger.note(request, try? connection.receive())
                }
                try server.crash()
            }
            let server = try ServerProcess(data: scratch.path)
            let api = try server.api()
            try #require(try ledger.agrees(with: api), "\(ledger)")
            for call in ledger.parked { #expect(try api.release(call) == "released") }
            #expect(try api.takenOrbits().isEmpty)
            #expect(try api.list("/calls").allSatisfy { $0["outcome"] == "released" })
        }
    }
}

/// What a client knows of its calls, whatever the server went through.
private struct Ledger {
    enum Request {
        case park
        case release(String)
    }

    /// Acknowledged, and nobody has asked for their release.
    private(set) var parked: Set<String> = []
    private(set) var ended: Set<String> = []
    /// Asked to be released when the server was killed: either is right.
    private var doubtful: Set<String> = []

    /// Sends one request on each connection, without waiting for an answer.
    mutating func ask(
        _ connections: [API], _ target: SocketAddress, using dice: inout SplitMix
    ) throws -> [Request] {
        var free = parked
        return try connections.map { connection in
            if free.count > 12 || Bool.random(using: &dice), let call = free.randomElement(using: &dice) {
                free.remove(call)
                try connection.begin("DELETE", "/parked-calls/\(call)")
                return .release(call)
            }
            try connection.begin("POST", "/parked-calls", API.parkBody(target))
            return .park
        }
    }

    /// Takes an answer, or that there was none.
    mutating func note(_ request: Request, _ answer: API.Answer?) {
        switch (request, answer) {
        case (.park, let answer?) where answer.status == 201:
            if let call = answer.body["id"]?.string { parked.insert(call) }
        case (.park, nil): break
        case (.release(let call), let answer?) where answer.status == 200: released(call)
        case (.release(let call), nil):
            parked.remove(call)
            doubtful.insert(call)
        case (_, let answer?): Issue.record("\(request) was answered \(answer.body.text)")
        }
    }

    mutating func released(_ call: String) {
        parked.remove(call)
        ended.insert(call)
    }

    /// Holds the server's lists against what is known, and takes over what was not.
    mutating func agrees(with api: API) throws -> Bool {
        let listed = Set(try api.parkedCalls().map(\.id))
        let taken = try api.takenOrbits().values
        let known = parked
        ended.formUnion(doubtful.subtracting(listed))
        doubtful = []
        parked = listed
        return known.isSubset(of: listed) && listed.isDisjoint(with: ended)
            && Set(taken) == listed && taken.count == listed.count
    }
}
