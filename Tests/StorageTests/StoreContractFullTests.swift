// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractFullTests {
    @Test(arguments: Backend.allCases)
    func `a full range refuses by name and number, and tells so once until an orbit comes free`(
        _ backend: Backend
    ) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "701")
        let first = try bench.claim()
        try bench.claim()
        let before = try bench.eventKinds().count
        let refusal = try bench.refusal { try bench.claim(at: second(9)) }
        #expect(refusal?.code == .rangeFull)
        #expect(refusal?.detail.contains("all 2 orbits of range 'main'") == true)
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
        let told = try bench.store.events(after: Int64(before), limit: 10)
        #expect(told.map(\.kind) == [.rangeFull])
        #expect(told[0].subject == "main")
        #expect(told[0].time == second(9))
        #expect(told[0].data["taken"] == 2)

        try bench.finish(first)
        try bench.claim()
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
        #expect(try bench.eventKinds().count { $0 == .rangeFull } == 2)
    }

    @Test(arguments: Backend.allCases)
    func `a range that was widened while full tells of the next shortage`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "700")
        try bench.claim()
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
        try bench.change("main") { $0.last = try orbit("701") }
        #expect(try bench.claim().orbit.description == "701")
        #expect(try bench.refusal { try bench.claim() }?.code == .rangeFull)
        #expect(try bench.eventKinds().count { $0 == .rangeFull } == 2)
    }

    @Test(arguments: Backend.allCases)
    func `a warning comes whenever four fifths are reached from below`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709")
        let calls = try (0..<7).map { _ in try bench.claim() }
        #expect(try bench.eventKinds().last == .callParked)
        let eighth = try bench.claim(at: second(8))
        #expect(try bench.eventKinds().suffix(2) == [.callParked, .rangeWarning])
        let warning = try #require(try bench.store.events(after: 0, limit: 100).last)
        #expect(warning.subject == "main")
        #expect(warning.data == ["orbits": 10, "range": "main", "taken": 8])
        try bench.claim()
        try bench.finish(eighth)
        try bench.claim()
        #expect(try bench.eventKinds().count { $0 == .rangeWarning } == 1)
        try bench.finish(calls[0])
        try bench.finish(calls[1])
        try bench.claim(.orbit(orbit("700")))
        #expect(try bench.eventKinds().count { $0 == .rangeWarning } == 2)
    }

    @Test(arguments: Backend.allCases)
    func `a full range overflows along the chain, each range once`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("c", "900", "900")
        try bench.range("b", "800", "800") {
            $0.whenFull = .overflow
            $0.overflowTo = "c"
            $0.programme = "b-music"
        }
        try bench.range("a", "700", "700") {
            $0.whenFull = .overflow
            $0.overflowTo = "b"
        }
        try bench.change("c") {
            $0.whenFull = .overflow
            $0.overflowTo = "a"
        }
        let calls = try (0..<3).map { _ in try bench.claim(.range("a")) }
        #expect(calls.map(\.range) == ["a", "b", "c"])
        #expect(calls[1].programme == "b-music")
        let refusal = try bench.refusal { try bench.claim(.range("a")) }
        #expect(refusal?.code == .rangeFull)
        for name in ["a", "b", "c"] { #expect(refusal?.detail.contains("'\(name)'") == true) }
        let full = try bench.store.events(after: 0, limit: 100).filter { $0.kind == .rangeFull }
        #expect(full.map(\.subject) == ["a", "b", "c"])
        #expect(full.map { $0.data["overflow_to"] } == ["b", "c", nil])
    }

    @Test(arguments: Backend.allCases, [OrbitRange.WhenFull.hold, .refuse])
    func `only a range told to overflow does`(_ backend: Backend, _ whenFull: OrbitRange.WhenFull) throws {
        let bench = try StoreBench(backend)
        try bench.range("spare", "800", "801")
        try bench.range("main", "700", "700") {
            $0.whenFull = whenFull
            $0.overflowTo = "spare"
        }
        try bench.claim(.range("main"))
        #expect(try bench.refusal { try bench.claim(.range("main")) }?.code == .rangeFull)
        #expect(try bench.orbitState("800") == .free)
    }

    @Test(arguments: Backend.allCases)
    func `a busy orbit asked for by number is no shortage of the range`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "700")
        try bench.claim()
        #expect(try bench.refusal { try bench.claim(.orbit(orbit("700"))) }?.code == .orbitBusy)
        #expect(try !bench.eventKinds().contains(.rangeFull))
    }
}
