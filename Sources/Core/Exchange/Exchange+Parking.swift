// SPDX-License-Identifier: GPL-3.0-or-later
extension Exchange {
    /// Begins to park; the leg of the call is opened first, so that the claim can hold all of it.
    mutating func park(
        _ call: CallID, _ parking: Parking, _ order: LegOrder, for asker: Asker, at now: Instant,
        _ effects: inout [Effect]
    ) {
        if let refusal = drainingRefusal {
            tell(asker, refusal, &effects)
            return
        }
        precondition(phases[call] == nil, "a call's id is used once")
        enter(.opening(asker, parking), call, until: now + Self.patience)
        effects.append(.openLeg(LegID(call), order))
    }

    mutating func legOpened(
        _ leg: LegID, _ stream: MediaStream, at now: Instant, _ effects: inout [Effect]
    ) {
        switch legs[leg] {
        case .fetching(_, let invitation): return fetcherOpened(leg, invitation, stream, &effects)
        case .listening(let programme): return listenerOpened(leg, programme, stream, &effects)
        case .talking, .leaving, .parked, nil: break
        }
        let call = CallID(leg)
        switch phases[call] {
        case .opening(let asker, let parking):
            enter(.claiming(asker), call, until: now + Self.patience)
            effects.append(
                .claimOrbit(
                    OrbitClaim(
                        call: call, place: parking.place, token: parking.token, caller: parking.caller,
                        parker: parking.parker, stream: stream, origin: parking.origin)))
        case .resuming(let parked):
            hold(parked)
            effects.append(.playMusic(leg, programme: parked.programme))
        case .finishing, nil:
            effects.append(.closeLeg(leg, why: "too late"))
        case .claiming, .forsaken, .held, .fetching:
            preconditionFailure("a leg is opened once")
        }
    }

    mutating func legFailed(_ leg: LegID, _ refusal: Refusal, at now: Instant, _ effects: inout [Effect]) {
        switch legs[leg] {
        case .fetching(let call, _):
            putBack(call)
            refuse(leg, refusal, &effects)
            return
        case .listening:
            refuse(leg, refusal, &effects)
            return
        case .talking, .leaving, .parked, nil: break
        }
        switch phases[CallID(leg)] {
        case .opening(let asker, _):
            enter(nil, CallID(leg))
            tell(asker, refusal, &effects)
        case .resuming(let parked):
            finish(
                parked.id, Ending(outcome: .lost, why: "after a restart: \(refusal.detail)"), at: now,
                &effects)
        case .claiming, .forsaken, .held, .fetching, .finishing, nil: break
        }
    }

    mutating func orbitClaimed(_ call: ParkedCall, at now: Instant, _ effects: inout [Effect]) {
        switch phases[call.id] {
        case .claiming(let asker):
            hold(call)
            effects.append(.playMusic(LegID(call.id), programme: call.programme))
            switch asker {
            case .request(let request): effects.append(.answer(request, .success(.parked(call))))
            case .leg(let leg):
                let acceptance = Acceptance(
                    local: call.stream.local, reason: "Parked at \(call.orbit)", orbit: call.orbit,
                    token: call.token)
                effects.append(.signal(leg, .accept(acceptance)))
            }
        case .forsaken(let ending): finish(call.id, ending, at: now, &effects)
        case .opening, .resuming, .held, .fetching, .finishing, nil:
            preconditionFailure("an orbit is claimed once, and only for a call that waits for it")
        }
    }

    mutating func claimRefused(_ call: CallID, _ refusal: Refusal, _ effects: inout [Effect]) {
        switch phases[call] {
        case .claiming(let asker):
            enter(nil, call)
            effects.append(.closeLeg(LegID(call), why: "refused"))
            tell(asker, refusal, &effects)
        case .forsaken: enter(nil, call)
        case .opening, .resuming, .held, .fetching, .finishing, nil:
            preconditionFailure("an orbit is refused only to a call that waits for it")
        }
    }

    /// A crash is not a hang-up, but a dialog does not survive one: only bare streams are resumed.
    mutating func recovered(_ call: ParkedCall, at now: Instant, _ effects: inout [Effect]) {
        switch call.origin {
        case .api:
            // Nobody waits for an answer, so there is no deadline: slowness must not cost a call.
            enter(.resuming(call), call.id)
            effects.append(.openLeg(LegID(call.id), .resume(call.stream, since: call.parkedAt)))
        case .sip:
            let ending = Ending(outcome: .lost, why: "the server was restarted, and its SIP dialogs are gone")
            finish(call.id, ending, at: now, &effects)
        }
    }

    mutating func hold(_ call: ParkedCall) {
        enter(.held(call), call.id)
        orbits[call.orbit] = call.id
    }

    /// Says no to whoever asked for the call to be parked.
    func tell(_ asker: Asker, _ refusal: Refusal) -> Effect {
        switch asker {
        case .request(let request): .answer(request, .failure(refusal))
        case .leg(let leg): .signal(leg, .refuse(status: refusal.code.sipStatus, reason: refusal.code.title))
        }
    }

    private mutating func tell(_ asker: Asker, _ refusal: Refusal, _ effects: inout [Effect]) {
        if case .leg(let leg) = asker { legs[leg] = .leaving }
        effects.append(tell(asker, refusal))
    }

    /// Ends a SIP leg that has not been answered.
    mutating func refuse(_ leg: LegID, _ refusal: Refusal, _ effects: inout [Effect]) {
        tell(.leg(leg), refusal, &effects)
    }
}
