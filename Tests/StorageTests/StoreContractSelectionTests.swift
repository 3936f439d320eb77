// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractSelectionTests {
    private func numbers(_ bench: StoreBench, _ count: Int, at time: WallTime = second(0)) throws -> [String]
    {
        try (0..<count).map { _ in try bench.claim(at: time).orbit.description }
    }

    @Test(arguments: Backend.allCases)
    func `lowest gives the lowest free orbit`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709")
        let first = try bench.claim()
        #expect(try numbers(bench, 2) == ["701", "702"])
        try bench.finish(first)
        #expect(try numbers(bench, 2) == ["700", "703"])
    }

    @Test(arguments: Backend.allCases)
    func `next goes round, also when what it gave last is no more`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "703") { $0.selection = .next }
        let calls = try (0..<3).map { _ in try bench.claim() }
        #expect(calls.map(\.orbit.description) == ["700", "701", "702"])
        for call in calls { try bench.finish(call) }
        #expect(try bench.claim(.orbit(orbit("701"))).orbit.description == "701")
        #expect(try numbers(bench, 2) == ["703", "700"])
        try bench.change("main") { $0.last = try orbit("702") }
        #expect(try numbers(bench, 1) == ["702"])
    }

    @Test(arguments: Backend.allCases)
    func `random gives every free orbit once before the range is full`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "1000", "1199") { $0.selection = .random }
        let given = try numbers(bench, 200)
        #expect(Set(given).count == 200)
        #expect(given != given.sorted())
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
    }

    @Test(arguments: Backend.allCases)
    func `longest idle gives what was never used first, then what was freed first`(_ backend: Backend) throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "703") { $0.selection = .longestIdle }
        let calls = try (0..<3).map { _ in try bench.claim() }
        try bench.finish(calls[1], at: second(10))
        try bench.finish(calls[0], at: second(20))
        try bench.finish(calls[2], at: second(15))
        #expect(try numbers(bench, 4, at: second(30)) == ["703", "701", "702", "700"])
    }

    @Test(arguments: Backend.allCases)
    func `a freed orbit rests, shows as cooling, and is given out again afterwards`(_ backend: Backend) throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702") { $0.reuseAfter = .seconds(10) }
        try bench.finish(bench.claim(at: second(0)), at: second(1))
        #expect(try bench.orbitState("700", at: second(10.999)) == .cooling)
        #expect(try bench.claim(at: second(10.999)).orbit.description == "701")
        #expect(try bench.orbitState("700", at: second(11)) == .free)
        #expect(try bench.claim(at: second(11)).orbit.description == "700")
    }

    @Test(arguments: Backend.allCases, OrbitRange.Selection.allCases)
    func `when none is free the resting ones go out again, oldest first`(
        _ backend: Backend, _ selection: OrbitRange.Selection
    ) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702") {
            $0.selection = selection
            $0.reuseAfter = .seconds(60)
        }
        let calls = try (0..<3).map { _ in try bench.claim() }
        for (index, place) in [1, 2, 0].enumerated() {
            try bench.finish(calls[place], at: second(Double(index) + 1))
        }
        let given = try (0..<3).map { _ in try bench.claim(at: second(5)).orbit }
        #expect(given == [calls[1].orbit, calls[2].orbit, calls[0].orbit])
        #expect(try bench.refusal { try bench.claim(at: second(5)) }?.code == .rangeFull)
    }

    @Test(arguments: Backend.allCases)
    func `an orbit asked for by number is given although it rests`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702") { $0.reuseAfter = .seconds(60) }
        try bench.finish(bench.claim(), at: second(1))
        #expect(try bench.claim(.orbit(orbit("700")), at: second(2)).orbit.description == "700")
    }

    @Test(arguments: Backend.allCases)
    func `a clock that steps back keeps no orbit resting longer than the hold-down`(_ backend: Backend) throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702") { $0.reuseAfter = .seconds(10) }
        let call = try bench.claim(at: second(7200))
        let ended = try bench.finish(call, at: second(7300))
        #expect(ended.held == .seconds(100))
        #expect(try bench.orbitState("700", at: second(0)) == .cooling)
        #expect(try bench.claim(at: second(0)).orbit.description == "701")
        #expect(try bench.orbitState("700", at: second(9)) == .cooling)
        #expect(try bench.claim(at: second(10)).orbit.description == "700")
    }

    @Test(arguments: Backend.allCases)
    func `a call that ends before it began was held for no time`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702")
        let call = try bench.claim(at: second(100))
        let ended = try bench.finish(call, at: second(40))
        #expect(ended.held == .zero)
        #expect(try bench.store.finishedCalls(Page()).items == [ended])
    }

    @Test(arguments: Backend.allCases)
    func `a longer hold-down counts for what rests and for what has rested`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "702") { $0.reuseAfter = .seconds(1) }
        let calls = try (0..<2).map { _ in try bench.claim() }
        for call in calls { try bench.finish(call, at: second(1)) }
        try bench.finish(bench.claim(at: second(5)), at: second(6))
        try bench.change("main") { $0.reuseAfter = .seconds(100) }
        #expect(try bench.orbitState("701", at: second(50)) == .cooling)
        #expect(try numbers(bench, 1, at: second(50)) == ["702"])
        #expect(try numbers(bench, 1, at: second(101)) == ["701"])
    }
}
