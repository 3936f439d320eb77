// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

/// SplitMix64: the same seed walks the same way.
struct SeededDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct StoreContractWalkTests {
    /// One random order; the same for every store that the walk goes through.
    private enum Order {
        case claim(OrbitClaim)
        case finish(CallID, Outcome)
        case create(OrbitRange)
        case change(String, RangeChange)
        case delete(String)
    }

    /// What the walk knows of the calls, by the answers alone.
    private struct Ledger {
        var parked: [CallID: OrbitNumber] = [:]
        var finished: Set<CallID> = []
        var calls = 0
    }

    private static let names = ["a", "b", "c"]

    private func order(_ ledger: Ledger, _ selections: [OrbitRange.Selection], _ dice: inout SeededDice)
        throws -> Order
    {
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<50:
            let place: ParkRequest.Place =
                switch Int.random(in: 0..<4, using: &dice) {
                case 0: .anywhere
                case 1: .orbit(try orbit(String(Int.random(in: 695...735, using: &dice))))
                default: .range(Self.names.randomElement(using: &dice)!)
                }
            let isKnown = Int.random(in: 0..<20, using: &dice) == 0
            let call = isKnown ? Int.random(in: 0...ledger.calls, using: &dice) : ledger.calls + 1
            return .claim(StoreBench.order(callID(call), place))
        case 50..<94:
            let parked = ledger.parked.keys.sorted()
            let call = parked.randomElement(using: &dice) ?? callID(0)
            let outcome = Outcome.allCases.randomElement(using: &dice)!
            return .finish(Int.random(in: 0..<15, using: &dice) == 0 ? callID(0) : call, outcome)
        case 94..<96: return .create(try range(selections, &dice))
        case 96..<99: return .change(Self.names.randomElement(using: &dice)!, try change(selections, &dice))
        default: return .delete(Self.names.randomElement(using: &dice)!)
        }
    }

    private func range(_ selections: [OrbitRange.Selection], _ dice: inout SeededDice) throws -> OrbitRange {
        let first = Int.random(in: 700...725, using: &dice)
        let last = first + Int.random(in: 0...9, using: &dice)
        var range = OrbitRange(
            name: Self.names.randomElement(using: &dice)!,
            span: try OrbitSpan(first: orbit(String(first)), last: orbit(String(last))))
        range.selection = selections.randomElement(using: &dice)!
        range.reuseAfter = .seconds(Int.random(in: 0...20, using: &dice))
        return range
    }

    private func change(_ selections: [OrbitRange.Selection], _ dice: inout SeededDice) throws -> RangeChange
    {
        var change = RangeChange()
        let first = Int.random(in: 700...725, using: &dice)
        switch Int.random(in: 0..<4, using: &dice) {
        case 0:
            change.first = try orbit(String(first))
            change.last = try orbit(String(first + Int.random(in: 0...9, using: &dice)))
        case 1: change.selection = selections.randomElement(using: &dice)!
        case 2: change.reuseAfter = .seconds(Int.random(in: 0...20, using: &dice))
        default:
            let next = Self.names.randomElement(using: &dice)!
            change.overflowTo = Bool.random(using: &dice) ? .some(next) : .some(nil)
            change.whenFull = change.overflowTo == .some(nil) ? .hold : .overflow
        }
        return change
    }

    private enum Answer: Equatable {
        case call(ParkedCall)
        case finished(FinishedCall)
        case range(StoredRange)
        case deleted
        case refused(Refusal)
    }

    private func perform(_ order: Order, on store: any Store, at now: WallTime) -> Answer {
        do throws(Refusal) {
            switch order {
            case .claim(let claim): return .call(try store.claim(claim, at: now))
            case .finish(let id, let outcome):
                return .finished(try store.finish(id, as: outcome, why: "w", by: nil, at: now))
            case .create(let range): return .range(try store.createRange(range, at: now))
            case .change(let name, let change):
                return .range(try store.changeRange(name, change, ifMatch: nil, at: now))
            case .delete(let name):
                try store.deleteRange(name, ifMatch: nil, at: now)
                return .deleted
            }
        } catch {
            return .refused(error)
        }
    }

    private func check(_ store: any Store, _ ledger: Ledger, at now: WallTime) throws {
        let calls = try store.parkedCalls(Page(limit: 1000)).items
        let orbits = try store.orbits(range: nil, state: nil, Page(limit: 1000), at: now).items
        let taken = orbits.filter { $0.state == .taken }
        try #require(Dictionary(uniqueKeysWithValues: calls.map { ($0.id, $0.orbit) }) == ledger.parked)
        try #require(Set(calls.map(\.orbit)).count == calls.count)
        try #require(Dictionary(uniqueKeysWithValues: taken.map { ($0.call!, $0.number) }) == ledger.parked)
        try #require(orbits.allSatisfy { ($0.call != nil) == ($0.state == .taken) })
        let counts = try store.orbitCounts(at: now)
        try #require(counts.reduce(0) { $0 + $1.count } == orbits.count)
        try #require(counts.filter { $0.state == .taken }.reduce(0) { $0 + $1.count } == calls.count)
        for range in try store.ranges(Page()).items.map(\.range) {
            try #require(
                orbits.count { range.span.contains($0.number) && $0.range == range.name } == range.span.count)
        }
    }

    /// Walks through all stores at once, with a clock that now and then steps back; returns what was finished.
    private func walk(
        _ stores: [any Store], seed: UInt64, steps: Int, selections: [OrbitRange.Selection]
    ) throws -> Set<CallID> {
        var dice = SeededDice(state: seed)
        var ledger = Ledger()
        var now = second(0)
        for step in 0..<steps {
            now =
                now
                + .milliseconds(
                    Int.random(in: 0..<200, using: &dice) == 0
                        ? -60_000 : Int.random(in: 0...3000, using: &dice))
            let order = try order(ledger, selections, &dice)
            let answers = stores.map { perform(order, on: $0, at: now) }
            for answer in answers {
                try #require(answer == answers[0], "seed \(seed), step \(step)")
            }
            if case .call(let call) = answers[0] {
                try #require(ledger.parked.updateValue(call.orbit, forKey: call.id) == nil)
                try #require(!ledger.finished.contains(call.id))
                ledger.calls += 1
            }
            if case .finish(let id, _) = order, ledger.parked.removeValue(forKey: id) != nil {
                try #require(ledger.finished.insert(id).inserted)
            }
            if step % 50 == 0 { for store in stores { try check(store, ledger, at: now) } }
        }
        for store in stores { try check(store, ledger, at: now) }
        return ledger.finished
    }

    @Test(arguments: Backend.allCases, [1, 2] as [UInt64])
    func `over thousands of random orders no orbit holds two calls and each call ends once`(
        _ backend: Backend, _ seed: UInt64
    ) throws {
        let bench = try StoreBench(backend)
        let finished = try walk(
            [bench.store], seed: seed, steps: 5000, selections: OrbitRange.Selection.allCases)
        #expect(finished.count > 500)
        var recorded: [CallID] = []
        var page = Page(limit: 1000)
        repeat {
            let listing = try bench.store.finishedCalls(page)
            recorded += listing.items.map(\.id)
            page.after = listing.next
        } while page.after != nil
        #expect(recorded.count == finished.count)
        #expect(Set(recorded) == finished)
    }

    @Test(arguments: [3, 4, 5] as [UInt64])
    func `memory and SQLite give the same answers and tell the same events`(_ seed: UInt64) throws {
        let benches = try Backend.allCases.map { try StoreBench($0) }
        _ = try walk(
            benches.map(\.store), seed: seed, steps: 3000, selections: [.lowest, .next, .longestIdle])
        var sequence: Int64 = 0
        while true {
            let events = try benches.map { try $0.store.events(after: sequence, limit: 1000) }
            try #require(events[0] == events[1])
            guard let last = events[0].last else { break }
            sequence = last.sequence
        }
        #expect(sequence > 1000)
    }
}
