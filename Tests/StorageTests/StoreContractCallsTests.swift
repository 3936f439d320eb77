// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractCallsTests {
    @Test(arguments: Backend.allCases)
    func `a parked call is kept whole, its stream included`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719") { $0.programme = "jazz" }
        let order = StoreBench.order(callID(1), .anywhere)
        let call = try bench.store.claim(order, at: second(3))
        #expect(
            call
                == ParkedCall(
                    id: order.call, orbit: try orbit("700"), range: "main", programme: "jazz",
                    token: order.token,
                    state: .held, caller: order.caller, parker: order.parker, stream: order.stream,
                    parkedAt: second(3)))
        #expect(try bench.store.parkedCall(order.call) == call)
        #expect(try bench.store.parkedCalls(Page()).items == [call])
        let shown = try bench.store.orbit(orbit("700"), at: second(3))
        #expect(shown == Orbit(number: try orbit("700"), range: "main", state: .taken, call: order.call))
    }

    @Test(arguments: Backend.allCases)
    func `texts with quotes, zero bytes and nothing at all come back as they were`(_ backend: Backend) throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        var order = StoreBench.order(callID(1), .anywhere)
        order.caller = Party(uri: "", name: "'; DROP TABLE orbits; --\u{0}\"\n\u{1F600}")
        order.parker = Party()
        let call = try bench.store.claim(order, at: second(3))
        #expect(try bench.store.parkedCall(order.call) == call)
        let ended = try bench.store.finish(order.call, as: .lost, why: "\u{0}", by: nil, at: second(4))
        #expect(try bench.store.finishedCalls(Page()).items == [ended])
        let events = try bench.store.events(after: 1, limit: 10)
        #expect(events[0].data["caller"]?["name"] == .string(order.caller.name!))
        #expect(events[0].data["caller"]?["uri"] == "")
        #expect(events[0].data["parker"] == nil)
        #expect(events[1].data["by"] == nil)
    }

    @Test(arguments: Backend.allCases)
    func `a claim by number gets that orbit, or learns why not`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        #expect(try bench.claim(.orbit(orbit("712"))).orbit.description == "712")
        #expect(try bench.refusal { try bench.claim(.orbit(orbit("712"))) }?.code == .orbitBusy)
        #expect(try bench.refusal { try bench.claim(.orbit(orbit("720"))) }?.code == .notFound)
        #expect(try bench.refusal { try bench.claim(.range("none")) }?.code == .notFound)
        #expect(try bench.store.parkedCalls(Page()).items.count == 1)
    }

    @Test(arguments: Backend.allCases)
    func `without a range there is nowhere to park, and the refusal says what to do`(_ backend: Backend)
        throws
    {
        let bench = try StoreBench(backend)
        let refusal = try bench.refusal { try bench.claim() }
        #expect(refusal?.code == .notFound)
        #expect(refusal?.detail.contains("create") == true)
    }

    @Test(arguments: Backend.allCases)
    func `anywhere is the range made first`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("zulu", "800", "801")
        try bench.range("alpha", "700", "701")
        #expect(try bench.claim().range == "zulu")
        #expect(try bench.claim(.range("alpha")).orbit.description == "700")
    }

    @Test(arguments: Backend.allCases)
    func `one call never gets two orbits, nor a second life`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        let order = StoreBench.order(callID(7), .anywhere)
        let call = try bench.store.claim(order, at: second(0))
        let twice = try bench.refusal { try bench.store.claim(order, at: second(1)) }
        #expect(twice?.code == .inProgress)
        #expect(twice?.detail.contains("700") == true)
        try bench.finish(call)
        #expect(try bench.refusal { try bench.store.claim(order, at: second(2)) }?.code == .inProgress)
        #expect(try bench.store.parkedCalls(Page()).items.isEmpty)
    }

    @Test(arguments: Backend.allCases, Outcome.allCases)
    func `a call ends once, with its outcome, and its orbit is free`(_ backend: Backend, _ outcome: Outcome)
        throws
    {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        let call = try bench.claim(at: second(1))
        let ended = try bench.store.finish(call.id, as: outcome, why: "fetched", by: "bob", at: second(31.5))
        #expect(
            ended == FinishedCall(call, outcome: outcome, why: "fetched", by: "bob", endedAt: second(31.5)))
        #expect(try bench.refusal { try bench.finish(call) }?.code == .notFound)
        #expect(
            try bench.refusal {
                try bench.store.finish(callID(99), as: .lost, why: "", by: nil, at: second(0))
            }?.code == .notFound)
        #expect(try bench.store.finishedCalls(Page()).items == [ended])
        #expect(try bench.store.parkedCall(call.id) == nil)
        #expect(try bench.orbitState("700", at: second(32)) == .free)
        let event = try #require(try bench.store.events(after: 2, limit: 10).first)
        #expect(event.kind == RecordedEvent.Kind(outcome))
        #expect(event.subject == "700")
        #expect(event.time == second(31.5))
        #expect(event.data["held_ms"] == 30_500)
        #expect(event.data["outcome"] == .string(outcome.rawValue))
        #expect(event.data["by"] == "bob")
        #expect(event.data["call_id"] == .string(call.id.description))
    }

    @Test(arguments: Backend.allCases)
    func `no event ever holds the token of a call`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        try bench.finish(bench.claim())
        let events = try bench.store.events(after: 0, limit: 10)
        #expect(events.count == 3)
        #expect(!events.contains { $0.data.text.contains("secret") || $0.data["token"] != nil })
        #expect(events[1].data["caller"]?["name"] == "Änn 🌈")
    }

    @Test(arguments: Backend.allCases)
    func `events come in the order of their sequence, behind the one asked for`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        for _ in 0..<5 { try bench.finish(bench.claim()) }
        let all = try bench.store.events(after: 0, limit: 1000)
        #expect(all.count == 11)
        #expect(all.map(\.sequence) == all.map(\.sequence).sorted())
        #expect(Set(all.map(\.sequence)).count == 11)
        #expect(try bench.store.events(after: all[3].sequence, limit: 2) == Array(all[4...5]))
        #expect(try bench.store.events(after: all[10].sequence, limit: 10).isEmpty)
        #expect(try bench.store.events(after: .max, limit: 10).isEmpty)
        #expect(try bench.store.events(after: -5, limit: 1) == [all[0]])
        #expect(try bench.store.events(after: 0, limit: 0).count == 1)
    }
}
