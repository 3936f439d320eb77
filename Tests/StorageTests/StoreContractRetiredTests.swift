// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractRetiredTests {
    @Test(arguments: Backend.allCases)
    func `a range that shrinks keeps a taken orbit until its call ends`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709")
        let call = try bench.claim(.orbit(orbit("708")))
        try bench.change("main") { $0.last = try orbit("704") }
        #expect(try bench.orbitState("708") == .taken)
        #expect(try bench.orbitState("709") == nil)
        #expect(try bench.refusal { try bench.claim(.orbit(orbit("708"))) }?.code == .orbitBusy)
        let shown = try bench.store.orbits(range: "main", state: .taken, Page(), at: second(0)).items
        #expect(shown.map(\.number.description) == ["708"])
        #expect(try bench.finish(call).range == "main")
        #expect(try bench.orbitState("708") == nil)
        #expect(try bench.refusal { try bench.finish(call) }?.code == .notFound)
    }

    @Test(arguments: Backend.allCases)
    func `a deleted range leaves its calls parked, and its name on their record`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709")
        let calls = try (0..<3).map { _ in try bench.claim() }
        try bench.store.deleteRange("main", ifMatch: "*", at: second(1))
        #expect(try bench.store.parkedCalls(Page()).items == calls)
        let counts = try bench.store.orbitCounts(at: second(1))
        #expect(counts.count == 1)
        #expect(counts[0].range == "main" && counts[0].state == .taken && counts[0].count == 3)
        for call in calls { #expect(try bench.finish(call).range == "main") }
        #expect(try bench.store.orbits(range: nil, state: nil, Page(), at: second(1)).items.isEmpty)
        #expect(try bench.store.orbitCounts(at: second(1)).isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `a new range takes over a number in which a call still sits`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("old", "700", "701")
        let call = try bench.claim()
        try bench.store.deleteRange("old", ifMatch: nil, at: second(1))
        try bench.range("new", "700", "701") { $0.reuseAfter = .seconds(10) }
        #expect(
            try bench.store.orbit(orbit("700"), at: second(1))
                == Orbit(number: try orbit("700"), range: "new", state: .taken, call: call.id))
        #expect(try bench.store.parkedCall(call.id)?.range == "old")
        #expect(try bench.claim().orbit.description == "701")
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
        try bench.finish(call, at: second(2))
        #expect(try bench.orbitState("700", at: second(3)) == .cooling)
        #expect(try bench.claim(at: second(20)).range == "new")
    }

    @Test(arguments: Backend.allCases)
    func `a range that shrinks and grows again has its orbit back`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "704")
        let call = try bench.claim(.orbit(orbit("704")))
        try bench.change("main") { $0.last = try orbit("702") }
        try bench.change("main") { $0.last = try orbit("704") }
        let taken = try bench.store.orbitCounts(at: second(0)).first { $0.state == .taken }
        #expect(taken?.count == 1)
        try bench.finish(call)
        #expect(try bench.orbitState("704", at: second(1)) == .free)
        let counts = try bench.store.orbitCounts(at: second(1)).map(\.count)
        #expect(counts == [5, 0, 0])
    }
}
