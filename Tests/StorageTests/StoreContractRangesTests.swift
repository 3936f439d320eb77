// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractRangesTests {
    @Test(arguments: Backend.allCases)
    func `a range is kept with all its settings and its orbits are free`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("spare", "900", "901")
        let made = try bench.range("main", "700", "704") {
            $0.pool = "west"
            $0.programme = "jazz"
            $0.selection = .longestIdle
            $0.reuseAfter = .seconds(7)
            $0.whenFull = .overflow
            $0.overflowTo = "spare"
            $0.lamp = .early
        }
        #expect(made.version == 1)
        #expect(try bench.store.range(named: "main") == made)
        #expect(try bench.store.range(named: "Main") == nil)
        #expect(try bench.store.ranges(Page()).items.map(\.range.name) == ["spare", "main"])
        let orbits = try bench.store.orbits(range: "main", state: nil, Page(), at: second(0))
        #expect(orbits.items.map(\.number.description) == ["700", "701", "702", "703", "704"])
        #expect(orbits.items.allSatisfy { $0.state == .free && $0.call == nil && $0.range == "main" })
        #expect(orbits.next == nil)
    }

    @Test(arguments: Backend.allCases)
    func `an overlap is refused by name and span, whichever pool the other is in`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719") { $0.pool = "west" }
        for (first, last) in [("719", "725"), ("690", "700"), ("705", "706"), ("600", "999"), ("700", "719")]
        {
            let refusal = try bench.refusal { try bench.range("other", first, last) }
            #expect(refusal?.code == .rangeOverlap)
            #expect(refusal?.detail.contains("'main' (700–719)") == true)
        }
        let twin = try bench.refusal { try bench.range("main", "800", "801") }
        #expect(twin?.code == .rangeOverlap)
        #expect(twin?.detail.contains("'main'") == true)
        #expect(try bench.store.ranges(Page()).items.count == 1)
        #expect(try bench.store.orbit(orbit("720"), at: second(0)) == nil)
    }

    @Test(arguments: Backend.allCases)
    func `adjacent ranges and the same digits behind another prefix do not overlap`(_ backend: Backend) throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        try bench.range("before", "699", "699")
        try bench.range("behind", "720", "729")
        try bench.range("star", "*700", "*719")
        try bench.range("hash", "#700", "#719")
        #expect(try bench.refusal { try bench.range("late", "*719", "*720") }?.code == .rangeOverlap)
        let all = try bench.store.orbits(range: nil, state: nil, Page(), at: second(0)).items.map(\.number)
        #expect(all.count == 71)
        #expect(all == all.sorted())
        #expect(try bench.claim(.orbit(orbit("*701"))).range == "star")
        #expect(try bench.orbitState("701") == .free)
    }

    @Test(arguments: Backend.allCases)
    func `settings that no range may have are refused, and leave nothing behind`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        #expect(try bench.refusal { try bench.range("bad name", "700", "701") }?.code == .invalid)
        #expect(try bench.refusal { try bench.range("", "700", "701") }?.code == .invalid)
        #expect(
            try bench.refusal { try bench.range("a", "700", "701") { $0.overflowTo = "none" } }?.code
                == .invalid)
        #expect(
            try bench.refusal { try bench.range("a", "700", "701") { $0.whenFull = .overflow } }?.code
                == .invalid)
        #expect(try bench.store.ranges(Page()).items.isEmpty)
        #expect(try bench.eventKinds().isEmpty)
    }

    @Test(arguments: Backend.allCases)
    func `a pool holds fifty thousand orbits and not one more`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        for index in 1...5 { try bench.range("r\(index)", "\(index)0000", "\(index)9999") }
        let refusal = try bench.refusal { try bench.range("more", "700", "700") }
        #expect(refusal?.code == .invalid)
        #expect(refusal?.detail.contains("50001") == true)
        try bench.range("elsewhere", "700", "700") { $0.pool = "other" }
        let moved = try bench.refusal { try bench.change("elsewhere") { $0.pool = "main" } }
        #expect(moved?.code == .invalid)
        #expect(try bench.store.range(named: "elsewhere")?.version == 1)
    }

    @Test(arguments: Backend.allCases)
    func `a change applies what it names, counts the version and checks it against the etag`(
        _ backend: Backend
    ) throws {
        let bench = try StoreBench(backend)
        let made = try bench.range("main", "700", "719")
        let changed = try bench.change("main", ifMatch: made.etag) { $0.programme = "jazz" }
        #expect(changed.version == 2)
        #expect(changed.range.programme == "jazz")
        #expect(changed.range.span == made.range.span)
        #expect(try bench.store.range(named: "main") == changed)
        let stale = try bench.refusal { try bench.change("main", ifMatch: made.etag) { $0.pool = "west" } }
        #expect(stale?.code == .staleETag)
        #expect(stale?.detail.contains(changed.etag) == true)
        #expect(try bench.change("main", ifMatch: "*") { $0.lamp = .early }.version == 3)
        #expect(try bench.refusal { try bench.change("none") { $0.lamp = .early } }?.code == .notFound)
    }

    @Test(arguments: Backend.allCases)
    func `a change may move a range, but not onto another`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "709")
        try bench.range("other", "720", "729")
        #expect(
            try bench.refusal { try bench.change("main") { $0.last = try orbit("720") } }?.code
                == .rangeOverlap)
        try bench.change("main") {
            $0.first = try orbit("705")
            $0.last = try orbit("719")
        }
        let numbers = try bench.store.orbits(range: "main", state: nil, Page(), at: second(0)).items.map(
            \.number)
        #expect(numbers.first?.description == "705")
        #expect(numbers.count == 15)
        #expect(try bench.orbitState("704") == nil)
        #expect(
            try bench.refusal { try bench.change("main") { $0.last = try orbit("1000") } }?.code == .invalid)
    }

    @Test(arguments: Backend.allCases)
    func `a range that another overflows into is not deleted`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        let spare = try bench.range("spare", "800", "801")
        try bench.range("main", "700", "701") {
            $0.whenFull = .overflow
            $0.overflowTo = "spare"
        }
        let refusal = try bench.refusal { try bench.store.deleteRange("spare", ifMatch: nil, at: second(1)) }
        #expect(refusal?.code == .invalid)
        #expect(refusal?.detail.contains("'main'") == true)
        try bench.change("main") {
            $0.whenFull = .hold
            $0.overflowTo = .some(nil)
        }
        let stale = try bench.refusal {
            try bench.store.deleteRange("spare", ifMatch: "\"9\"", at: second(1))
        }
        #expect(stale?.code == .staleETag)
        try bench.store.deleteRange("spare", ifMatch: spare.etag, at: second(1))
        #expect(try bench.store.range(named: "spare") == nil)
        #expect(try bench.orbitState("800") == nil)
        let again = try bench.refusal { try bench.store.deleteRange("spare", ifMatch: nil, at: second(1)) }
        #expect(again?.code == .notFound)
    }

    @Test(arguments: Backend.allCases)
    func `each change of a range is an event with the numbers and the version`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        try bench.change("main") { $0.last = try orbit("709") }
        try bench.store.deleteRange("main", ifMatch: nil, at: second(5))
        let events = try bench.store.events(after: 0, limit: 10)
        #expect(events.map(\.kind) == [.configChanged, .configChanged, .configChanged])
        #expect(events.map(\.subject) == ["main", "main", "main"])
        #expect(events.map { $0.data["change"] } == ["created", "changed", "deleted"])
        #expect(events[1].data["last"] == "709")
        #expect(events[1].data["version"] == 2)
        #expect(events[2].time == second(5))
    }
}
