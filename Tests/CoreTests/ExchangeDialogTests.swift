// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

/// Transcripts of calls that come by SIP.
struct ExchangeDialogTests {
    let caller = LegID(high: 1, low: 1)
    let call = CallID(high: 1, low: 1)
    let fetcher = LegID(high: 2, low: 2)
    let now = Instant(nanoseconds: 1)
    let media = RemoteMedia(target: Example.target)
    let orbit = try! OrbitNumber("701")

    func invitation(
        _ user: String, orbit: String? = nil, parker: Party? = nil, token: String? = nil,
        isOfferless: Bool = false
    ) -> DialogEvent {
        .invited(
            Invitation(
                user: user, orbit: orbit, caller: Party(uri: "sip:ann@example.test", name: "Ann"),
                parker: parker,
                token: token, offer: isOfferless ? nil : media, source: SocketAddress("127.0.0.1:5070")!))
    }

    func tell(_ exchange: inout Exchange, _ leg: LegID, _ event: DialogEvent) -> [Effect] {
        exchange.handle(.dialog(leg, token: "t", event), at: now)
    }

    func refusal(_ effects: [Effect]) -> Int? {
        guard case .signal(_, .refuse(let status, _)) = effects.last else { return nil }
        return status
    }

    /// An exchange in which a call from SIP waits in 701.
    func holding() -> Exchange {
        var exchange = Exchange()
        _ = tell(&exchange, caller, invitation("park"))
        _ = exchange.handle(.legOpened(caller, Example.stream), at: now)
        _ = exchange.handle(.orbitClaimed(Example.parked(call)), at: now)
        _ = tell(&exchange, caller, .confirmed(nil))
        return exchange
    }

    @Test func `a call to the park number is answered with its orbit and hears music`() {
        var exchange = Exchange()
        #expect(tell(&exchange, caller, invitation("park")) == [.openLeg(caller, .new(media))])
        let claim = OrbitClaim(
            call: call, place: .anywhere, token: "t", caller: Party(uri: "sip:ann@example.test", name: "Ann"),
            parker: Party(), stream: Example.stream, origin: .sip)
        #expect(exchange.handle(.legOpened(caller, Example.stream), at: now) == [.claimOrbit(claim)])
        let acceptance = Acceptance(
            local: Example.stream.local, reason: "Parked at 701", orbit: orbit, token: "t")
        #expect(
            exchange.handle(.orbitClaimed(Example.parked(call)), at: now)
                == [.playMusic(caller, programme: "default"), .signal(caller, .accept(acceptance))])
    }

    @Test func `an offer that names no address yet waits near the caller, and is aimed when it does`() {
        var exchange = Exchange()
        let source = SocketAddress("192.0.2.1:5060")!
        let zeros = MediaTarget(remote: SocketAddress("0.0.0.0:4000")!, codec: .pcma)
        let held = RemoteMedia(target: zeros, hears: false)
        let event = DialogEvent.invited(Invitation(user: "park", offer: held, source: source))
        #expect(tell(&exchange, caller, event) == [.openLeg(caller, .listen(near: source, .pcma))])
        #expect(tell(&exchange, caller, .mediaChanged(media)) == [.aim(caller, media)])
    }

    @Test func `nothing is aimed at a leg that was told to go`() {
        var exchange = holding()
        _ = exchange.handle(.releaseRequested(RequestID(1), call, by: "admin"), at: now)
        #expect(tell(&exchange, caller, .mediaChanged(media)) == [])
        #expect(tell(&exchange, caller, .confirmed(media)) == [])
    }

    @Test func `a retriever is bridged when it confirms, and the orbit is free from then on`() {
        var exchange = holding()
        #expect(tell(&exchange, fetcher, invitation("701")) == [.openLeg(fetcher, .new(media))])
        let acceptance = Acceptance(
            local: Example.stream.local, orbit: orbit, identity: Example.parked(call).caller)
        #expect(
            exchange.handle(.legOpened(fetcher, Example.stream), at: now) == [
                .signal(fetcher, .accept(acceptance))
            ])
        #expect(
            tell(&exchange, fetcher, .confirmed(nil))
                == [
                    .bridge(caller, fetcher),
                    .finishCall(call, .retrieved, why: "fetched", by: "sip:ann@example.test"),
                ])
        #expect(exchange.handle(.callFinished(Example.finished(call)), at: now) == [])
        #expect(exchange.callCount == 0)
        #expect(
            tell(&exchange, caller, .ended(why: "BYE"))
                == [
                    .closeLeg(caller, why: "BYE"), .closeLeg(fetcher, why: "BYE"),
                    .signal(fetcher, .hangUp(why: "BYE")),
                ])
        #expect(tell(&exchange, fetcher, .ended(why: "BYE")) == [])
        #expect(exchange.legCount == 0)
    }

    @Test func `of two retrievers at the same moment one wins and the other hears 404`() {
        var exchange = holding()
        _ = tell(&exchange, fetcher, invitation("701"))
        #expect(refusal(tell(&exchange, LegID(high: 3, low: 3), invitation("701"))) == 404)
    }

    @Test func `a retriever that gives up leaves the caller in the orbit`() {
        var exchange = holding()
        _ = tell(&exchange, fetcher, invitation("701"))
        #expect(tell(&exchange, fetcher, .ended(why: "CANCEL")) == [.closeLeg(fetcher, why: "CANCEL")])
        #expect(tell(&exchange, LegID(high: 3, low: 3), invitation("701")).count == 1)
    }

    @Test func `a caller that hangs up while parked frees the orbit`() {
        var exchange = holding()
        #expect(
            tell(&exchange, caller, .ended(why: "BYE"))
                == [.closeLeg(caller, why: "BYE"), .finishCall(call, .abandoned, why: "BYE", by: nil)])
        #expect(refusal(tell(&exchange, fetcher, invitation("701"))) == 404)
    }

    @Test func `a call that the stopping server hangs up is lost, not abandoned`() {
        var exchange = holding()
        _ = exchange.handle(.drainingBegan, at: now)
        #expect(
            tell(&exchange, caller, .ended(why: "stop")).last
                == .finishCall(call, .lost, why: "the server was stopped", by: nil))
    }

    @Test func `a caller that hangs up during the retrieve takes the retriever along`() {
        var exchange = holding()
        _ = tell(&exchange, fetcher, invitation("701"))
        #expect(
            tell(&exchange, caller, .ended(why: "BYE"))
                == [
                    .closeLeg(fetcher, why: "BYE"), .signal(fetcher, .hangUp(why: "BYE")),
                    .closeLeg(caller, why: "BYE"),
                    .finishCall(call, .abandoned, why: "BYE", by: nil),
                ])
    }

    @Test func `a caller that hangs up while its orbit is claimed leaves nothing behind`() {
        var exchange = Exchange()
        _ = tell(&exchange, caller, invitation("park"))
        _ = exchange.handle(.legOpened(caller, Example.stream), at: now)
        #expect(tell(&exchange, caller, .ended(why: "CANCEL")) == [.closeLeg(caller, why: "CANCEL")])
        #expect(
            exchange.handle(.orbitClaimed(Example.parked(call)), at: now)
                == [.finishCall(call, .abandoned, why: "CANCEL", by: nil)])
    }

    @Test
    func `park+701 parks when the orbit is free, retrieves when it is taken, and is busy for a transfer`() {
        var exchange = Exchange()
        #expect(tell(&exchange, caller, invitation("park+701")) == [.openLeg(caller, .new(media))])
        exchange = holding()
        #expect(
            tell(&exchange, fetcher, invitation("park", orbit: "701")) == [.openLeg(fetcher, .new(media))])
        exchange = holding()
        #expect(
            refusal(tell(&exchange, fetcher, invitation("park+701", parker: Party(uri: "sip:bob@x")))) == 486)
        #expect(
            refusal(
                tell(&exchange, LegID(high: 3, low: 3), invitation("701", parker: Party(uri: "sip:bob@x"))))
                == 486)
    }

    @Test func `a free orbit parks a transferred call and nobody else`() {
        var exchange = Exchange()
        #expect(refusal(tell(&exchange, fetcher, invitation("701"))) == 404)
        #expect(
            tell(&exchange, caller, invitation("701", parker: Party(uri: "sip:bob@x"))) == [
                .openLeg(caller, .new(media))
            ])
    }

    @Test(arguments: ["nobody", "", "moh-unknown", "park+", "park+x", "*88", "0701"])
    func `an unknown user is not found`(user: String) {
        var exchange = Exchange()
        #expect(refusal(tell(&exchange, caller, invitation(user))) == 404)
        #expect(tell(&exchange, caller, .ended(why: "refused")) == [])
        #expect(exchange.legCount == 0)
    }

    @Test func `a retrieve with the token of another call fails`() {
        var exchange = holding()
        #expect(refusal(tell(&exchange, fetcher, invitation("701", token: "other"))) == 404)
        #expect(tell(&exchange, LegID(high: 3, low: 3), invitation("*88701", token: "t")).count == 1)
    }

    @Test func `a full range, a busy orbit and a silent store are told in SIP`() {
        for (code, status) in [
            (Refusal.Code.rangeFull, 480), (.orbitBusy, 486), (.notFound, 404), (.storeUnavailable, 503),
        ] {
            var exchange = Exchange()
            _ = tell(&exchange, caller, invitation("park"))
            _ = exchange.handle(.legOpened(caller, Example.stream), at: now)
            let effects = exchange.handle(.claimRefused(call, Refusal(code, "no")), at: now)
            #expect(effects.first == .closeLeg(caller, why: "refused"))
            #expect(refusal(effects) == status)
        }
    }

    @Test func `moh answers, plays and ends with BYE`() {
        var exchange = Exchange()
        #expect(tell(&exchange, caller, invitation("moh")) == [.openLeg(caller, .new(media))])
        #expect(
            exchange.handle(.legOpened(caller, Example.stream), at: now)
                == [
                    .playMusic(caller, programme: "default"),
                    .signal(caller, .accept(Acceptance(local: Example.stream.local, onlySends: true))),
                ])
        #expect(tell(&exchange, caller, .ended(why: "BYE")) == [.closeLeg(caller, why: "BYE")])
        #expect(exchange.legCount == 0)
    }

    @Test func `a caller without an offer is aimed at when its answer comes`() {
        var exchange = Exchange()
        #expect(
            tell(&exchange, caller, invitation("park", isOfferless: true))
                == [.openLeg(caller, .listen(near: SocketAddress("127.0.0.1:5070")!, .pcmu))])
        _ = exchange.handle(.legOpened(caller, Example.stream), at: now)
        _ = exchange.handle(.orbitClaimed(Example.parked(call)), at: now)
        #expect(tell(&exchange, caller, .confirmed(media)) == [.aim(caller, media)])
        var held = media
        held.hears = false
        #expect(tell(&exchange, caller, .mediaChanged(held)) == [.aim(caller, held)])
    }

    @Test func `releasing a parked SIP call hangs it up`() {
        var exchange = holding()
        #expect(
            exchange.handle(.releaseRequested(RequestID(5), call, by: "admin"), at: now)
                == [
                    .closeLeg(caller, why: "released"), .signal(caller, .hangUp(why: "released")),
                    .finishCall(call, .released, why: "released through the API", by: "admin"),
                ])
        #expect(tell(&exchange, caller, .ended(why: "BYE")) == [])
    }

    @Test func `a SIP call found after a restart is lost once, and its orbit freed`() {
        var exchange = Exchange()
        var parked = Example.parked(call)
        parked.origin = .sip
        let effects = exchange.handle(.recovered(parked), at: now)
        #expect(
            effects == [
                .finishCall(
                    call, .lost, why: "the server was restarted, and its SIP dialogs are gone", by: nil)
            ])
    }
}
