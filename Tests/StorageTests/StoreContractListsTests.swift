// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractListsTests {
    /// All items of a list, by as many pages as it takes.
    private func collect<Item>(_ limit: Int, _ fetch: (Page) throws -> Listing<Item>) throws -> [Item] {
        var items: [Item] = []
        var page = Page(limit: limit)
        while true {
            let listing = try fetch(page)
            #expect(listing.items.count <= limit)
            items += listing.items
            guard let next = listing.next else { return items }
            page.after = next
        }
    }

    @Test(arguments: Backend.allCases)
    func `thousands of orbits come in pages, each once and in order`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("star", "*2000", "*2999")
        try bench.range("plain", "1000", "1999")
        try bench.range("hash", "#1000", "#1499")
        let all = try collect(999) { try bench.store.orbits(range: nil, state: nil, $0, at: second(0)) }
        #expect(all.count == 2500)
        #expect(all.map(\.number) == all.map(\.number).sorted())
        #expect(Set(all.map(\.number)).count == 2500)
        let star = try collect(7) { try bench.store.orbits(range: "star", state: nil, $0, at: second(0)) }
        #expect(star.count == 1000)
        #expect(try bench.store.orbits(range: "none", state: nil, Page(), at: second(0)).items.isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `orbits are listed by the state they are in at the time`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709") { $0.reuseAfter = .seconds(10) }
        let calls = try (0..<4).map { _ in try bench.claim() }
        try bench.finish(calls[0], at: second(1))
        try bench.finish(calls[2], at: second(5))
        func numbers(_ state: Orbit.State, _ time: WallTime) throws -> [String] {
            try collect(2) { try bench.store.orbits(range: "main", state: state, $0, at: time) }.map(
                \.number.description)
        }
        #expect(try numbers(.taken, second(6)) == ["701", "703"])
        #expect(try numbers(.cooling, second(6)) == ["700", "702"])
        #expect(try numbers(.cooling, second(12)) == ["702"])
        #expect(try numbers(.free, second(12)) == ["700", "704", "705", "706", "707", "708", "709"])
        let counts = try bench.store.orbitCounts(at: second(12)).map { "\($0.range) \($0.state) \($0.count)" }
        #expect(counts == ["main free 7", "main taken 2", "main cooling 1"])
    }

    @Test(arguments: Backend.allCases)
    func `finished calls come in pages in the order in which they ended`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "1000", "1199")
        let calls = try (0..<200).map { _ in try bench.claim() }
        let ended = try calls.reversed().map { try bench.finish($0) }
        let listed = try collect(33) { try bench.store.finishedCalls($0) }
        #expect(listed == ended)
        #expect(try bench.store.finishedCalls(Page(limit: 200)).next == nil)
    }

    @Test(arguments: Backend.allCases)
    func `parked calls come longest parked first, those of one moment by id`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "1000", "1199")
        let late = try (0..<5).map { _ in try bench.claim(at: second(9)) }
        let early = try (0..<5).map { _ in try bench.claim(at: second(3)) }
        let before = try bench.claim(at: WallTime(milliseconds: -5))
        #expect(try collect(2) { try bench.store.parkedCalls($0) } == [before] + early + late)
    }

    @Test(arguments: Backend.allCases)
    func `a page goes on where the last ended, whatever came or went meanwhile`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        let calls = try (0..<10).map { try bench.claim(at: second(Double($0) * 10)) }
        let first = try bench.store.parkedCalls(Page(limit: 4))
        for call in calls[2...3] { try bench.finish(call) }
        try bench.claim(at: second(5))
        let rest = try bench.store.parkedCalls(Page(limit: 100, after: first.next))
        #expect(rest.items == Array(calls[4...]))

        let orbits = try bench.store.orbits(range: nil, state: nil, Page(limit: 3), at: second(0))
        try bench.change("main") { $0.first = try orbit("703") }
        try bench.range("low", "600", "609")
        let behind = try bench.store.orbits(
            range: nil, state: .free, Page(limit: 1, after: orbits.next), at: second(0))
        #expect(behind.items.map(\.number.description) == ["703"])
    }

    @Test(arguments: Backend.allCases)
    func `ranges come in pages in the order of their creation, changed or not`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        let names = ["m", "z", "a", "k", "b"]
        for (index, name) in names.enumerated() { try bench.range(name, "\(index + 1)00", "\(index + 1)09") }
        try bench.change("m") { $0.lamp = .early }
        #expect(try collect(2) { try bench.store.ranges($0) }.map(\.range.name) == names)
        try bench.store.deleteRange("b", ifMatch: nil, at: second(0))
        try bench.range("c", "900", "901")
        #expect(try collect(1) { try bench.store.ranges($0) }.map(\.range.name) == ["m", "z", "a", "k", "c"])
    }

    @Test(arguments: Backend.allCases)
    func `a limit is brought within bounds`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "1000", "2999")
        func count(_ limit: Int) throws -> Int {
            try bench.store.orbits(range: nil, state: nil, Page(limit: limit), at: second(0)).items.count
        }
        #expect(try count(0) == 1)
        #expect(try count(.min) == 1)
        #expect(try count(.max) == 1000)
        #expect(try count(999) == 999)
    }

    @Test(arguments: Backend.allCases)
    func `a cursor that no list gave out is refused`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        let foreign = try #require(
            try bench.store.orbits(range: nil, state: nil, Page(limit: 1), at: second(0)).next)
        for text in [
            "", "o", "ojg.", "o 12", "o+5", "o99999999999999999999", "O1", "p1.2", "\u{0}", "🌈", "o-", "ojG",
        ] {
            let page = Page(limit: 10, after: text)
            #expect(
                try bench.refusal { try bench.store.orbits(range: nil, state: nil, page, at: second(0)) }?
                    .code
                    == .malformed, "\(text)")
        }
        #expect(try bench.refusal { try bench.store.finishedCalls(Page(after: foreign)) }?.code == .malformed)
        #expect(try bench.refusal { try bench.store.parkedCalls(Page(after: foreign)) }?.code == .malformed)
        #expect(try bench.refusal { try bench.store.ranges(Page(after: foreign)) }?.code == .malformed)
        #expect(try bench.refusal { try bench.store.jobs(Page(after: foreign)) }?.code == .malformed)
        #expect(try bench.refusal { try bench.store.tokens(Page(after: foreign)) }?.code == .malformed)
    }
}
