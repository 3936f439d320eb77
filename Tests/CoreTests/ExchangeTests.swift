// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

/// Each test is a transcript: what happened, and what the exchange said to it.
struct ExchangeTests {
    let call = CallID(high: 1, low: 1)
    let leg = LegID(high: 1, low: 1)
    let request = RequestID(1)
    let start = Instant(nanoseconds: 1_000_000_000)
    let park = ParkRequest(
        place: .anywhere, target: Example.target, caller: Party(uri: "sip:ann@example.test"))

    /// An exchange in which one call is held.
    func holding() -> Exchange {
        var exchange = Exchange()
        _ = exchange.handle(.parkRequested(request, call, token: "t", park), at: start)
        _ = exchange.handle(.legOpened(leg, Example.stream), at: start)
        _ = exchange.handle(.orbitClaimed(Example.parked(call)), at: start)
        return exchange
    }

    @Test func `a call is acknowledged when its orbit is claimed, and hears music in the same breath`() {
        var exchange = Exchange()
        #expect(
            exchange.handle(.parkRequested(request, call, token: "t", park), at: start)
                == [.openLeg(leg, .new(RemoteMedia(target: Example.target)))])
        let claim = OrbitClaim(
            call: call, place: .anywhere, token: "t", caller: park.caller, parker: Party(),
            stream: Example.stream)
        #expect(exchange.handle(.legOpened(leg, Example.stream), at: start) == [.claimOrbit(claim)])
        let parked = Example.parked(call)
        #expect(
            exchange.handle(.orbitClaimed(parked), at: start)
                == [.playMusic(leg, programme: "default"), .answer(request, .success(.parked(parked)))])
        #expect(exchange.nextDeadline == nil)
        #expect(exchange.callCount == 1)
    }

    @Test func `a refused claim closes the leg and leaves nothing behind`() {
        var exchange = Exchange()
        _ = exchange.handle(.parkRequested(request, call, token: "t", park), at: start)
        _ = exchange.handle(.legOpened(leg, Example.stream), at: start)
        let full = Refusal(.rangeFull, "full")
        #expect(
            exchange.handle(.claimRefused(call, full), at: start)
                == [.closeLeg(leg, why: "refused"), .answer(request, .failure(full))])
        #expect(exchange.callCount == 0)
        #expect(exchange.nextDeadline == nil)
    }

    @Test func `a leg that cannot be opened refuses the request before any orbit is claimed`() {
        var exchange = Exchange()
        _ = exchange.handle(.parkRequested(request, call, token: "t", park), at: start)
        let none = Refusal(.portsExhausted, "none")
        #expect(exchange.handle(.legFailed(leg, none), at: start) == [.answer(request, .failure(none))])
        #expect(exchange.callCount == 0)
    }

    @Test func `a release frees the orbit once, and everybody who asked gets the same answer`() {
        var exchange = holding()
        let finished = Example.finished(call)
        #expect(
            exchange.handle(.releaseRequested(RequestID(2), call, by: "admin"), at: start)
                == [
                    .closeLeg(leg, why: "released"),
                    .finishCall(call, .released, why: "released through the API", by: "admin"),
                ])
        #expect(exchange.handle(.releaseRequested(RequestID(3), call, by: "admin"), at: start) == [])
        #expect(
            exchange.handle(.callFinished(finished), at: start)
                == [
                    .answer(RequestID(2), .success(.released(finished))),
                    .answer(RequestID(3), .success(.released(finished))),
                ])
        #expect(exchange.callCount == 0)
    }

    @Test func `releasing a call that nobody knows is refused with not-found`() {
        var exchange = Exchange()
        let effects = exchange.handle(.releaseRequested(request, call, by: "admin"), at: start)
        guard case .answer(request, .failure(let refusal)) = effects.first else {
            Issue.record("expected an answer, got \(effects)")
            return
        }
        #expect(refusal.code == .notFound)
    }

    @Test func `a store that answers too late gets its orbit back`() {
        var exchange = Exchange()
        _ = exchange.handle(.parkRequested(request, call, token: "t", park), at: start)
        _ = exchange.handle(.legOpened(leg, Example.stream), at: start)
        let late = start + Exchange.patience
        #expect(exchange.nextDeadline == late)
        let effects = exchange.handle(.deadlinePassed, at: late)
        #expect(effects.first == .closeLeg(leg, why: "refused"))
        #expect(effects.count == 2)
        let claimed = exchange.handle(.orbitClaimed(Example.parked(call)), at: late)
        #expect(
            claimed == [
                .finishCall(call, .lost, why: "the store answered after the caller had been refused", by: nil)
            ])
        _ = exchange.handle(.callFinished(Example.finished(call)), at: late)
        #expect(exchange.callCount == 0)
    }

    @Test func `a record that the store refuses is tried again until it is written`() {
        var exchange = holding()
        _ = exchange.handle(.releaseRequested(RequestID(2), call, by: "admin"), at: start)
        let down = Refusal(.storeUnavailable, "down")
        var now = start
        #expect(
            exchange.handle(.finishRefused(call, down), at: now) == [.answer(RequestID(2), .failure(down))])
        for _ in 0..<3 {
            now = exchange.nextDeadline!
            #expect(
                exchange.handle(.deadlinePassed, at: now)
                    == [.finishCall(call, .released, why: "released through the API", by: "admin")])
            #expect(exchange.handle(.finishRefused(call, down), at: now) == [])
        }
        now = exchange.nextDeadline!
        _ = exchange.handle(.deadlinePassed, at: now)
        #expect(exchange.handle(.callFinished(Example.finished(call)), at: now) == [])
        #expect(exchange.callCount == 0)
    }

    @Test func `whoever waits for a silent store is told, and the record still ends the call`() {
        var exchange = holding()
        _ = exchange.handle(.releaseRequested(RequestID(2), call, by: "admin"), at: start)
        let effects = exchange.handle(.deadlinePassed, at: start + Exchange.patience)
        guard case .answer(RequestID(2), .failure(let refusal)) = effects.first else {
            Issue.record("expected an answer, got \(effects)")
            return
        }
        #expect(refusal.code == .storeUnavailable)
        #expect(exchange.nextDeadline == nil)
        #expect(exchange.handle(.callFinished(Example.finished(call)), at: start + .seconds(60)) == [])
        #expect(exchange.callCount == 0)
    }

    @Test func `whoever asks after the store fell silent is told as well`() {
        var exchange = holding()
        _ = exchange.handle(.releaseRequested(RequestID(2), call, by: "admin"), at: start)
        let later = start + Exchange.patience
        _ = exchange.handle(.deadlinePassed, at: later)
        #expect(exchange.handle(.releaseRequested(RequestID(3), call, by: "admin"), at: later) == [])
        let effects = exchange.handle(.deadlinePassed, at: later + Exchange.patience)
        guard case .answer(RequestID(3), .failure(let refusal)) = effects.first else {
            Issue.record("expected an answer, got \(effects)")
            return
        }
        #expect(refusal.code == .storeUnavailable)
        #expect(exchange.handle(.callFinished(Example.finished(call)), at: later + .seconds(60)) == [])
        #expect(exchange.callCount == 0)
    }

    @Test func `a recovered call gets its stream back with the same numbers`() {
        var exchange = Exchange()
        let parked = Example.parked(call)
        #expect(
            exchange.handle(.recovered(parked), at: start)
                == [.openLeg(leg, .resume(parked.stream, since: parked.parkedAt))])
        #expect(
            exchange.handle(.legOpened(leg, parked.stream), at: start) == [
                .playMusic(leg, programme: "default")
            ])
        #expect(exchange.callCount == 1)
    }

    @Test func `a recovered call waits for its stream for as long as it takes`() {
        var exchange = Exchange()
        let parked = Example.parked(call)
        _ = exchange.handle(.recovered(parked), at: start)
        #expect(exchange.nextDeadline == nil)
        let later = start + .seconds(3600)
        #expect(exchange.handle(.deadlinePassed, at: later) == [])
        #expect(
            exchange.handle(.legOpened(leg, parked.stream), at: later) == [
                .playMusic(leg, programme: "default")
            ])
    }

    @Test func `a recovered call whose port is gone is lost once, and its orbit freed`() {
        var exchange = Exchange()
        _ = exchange.handle(.recovered(Example.parked(call)), at: start)
        let effects = exchange.handle(.legFailed(leg, Refusal(.portsExhausted, "port taken")), at: start)
        #expect(effects == [.finishCall(call, .lost, why: "after a restart: port taken", by: nil)])
    }

    @Test func `a draining server keeps its calls and refuses new ones`() {
        var exchange = holding()
        #expect(exchange.handle(.drainingBegan, at: start) == [])
        let effects = exchange.handle(
            .parkRequested(RequestID(9), CallID(high: 9, low: 9), token: "t", park), at: start)
        guard case .answer(RequestID(9), .failure(let refusal)) = effects.first else {
            Issue.record("expected an answer, got \(effects)")
            return
        }
        #expect(refusal.code == .draining)
        #expect(exchange.callCount == 1)
    }
}
