// SPDX-License-Identifier: GPL-3.0-or-later
extension Exchange {
    mutating func releaseRequested(
        _ request: RequestID, _ call: CallID, by: String, at now: Instant, _ effects: inout [Effect]
    ) {
        switch phases[call] {
        case .held, .resuming, .fetching:
            leave(call, "released", &effects)
            let ending = Ending(outcome: .released, why: "released through the API", by: by)
            finish(call, ending, waiting: [request], at: now, &effects)
        case .finishing(let ending, let waiting, let isAsked):
            let phase = Phase.finishing(ending, waiting: waiting + [request], isAsked: isAsked)
            // Those before have been told that the store is silent: whoever asks now will be told too.
            if isAsked, waiting.isEmpty {
                enter(phase, call, until: now + Self.patience)
            } else {
                phases[call] = phase
            }
        case .opening, .claiming, .forsaken:
            let refusal = Refusal(.inProgress, "the call is being parked this moment; try again")
            effects.append(.answer(request, .failure(refusal)))
        case nil:
            let refusal = Refusal(
                .notFound, "no call \(call) is parked; GET /api/v1/calls lists those that ended")
            effects.append(.answer(request, .failure(refusal)))
        }
    }

    /// The caller's dialog is over, in whatever phase.
    mutating func callerEnded(_ call: CallID, _ why: String, at now: Instant, _ effects: inout [Effect]) {
        // A server that stops hangs its dialogs up itself: that is no wish of the caller's.
        let ending =
            drainingRefusal == nil
            ? Ending(outcome: .abandoned, why: why) : Ending(outcome: .lost, why: "the server was stopped")
        switch phases[call] {
        case .opening:
            enter(nil, call)
            effects.append(.closeLeg(LegID(call), why: why))
        case .claiming:
            enter(.forsaken(ending), call)
            effects.append(.closeLeg(LegID(call), why: why))
        case .held, .fetching:
            leave(call, why, &effects)
            finish(call, ending, at: now, &effects)
        case .forsaken, .resuming, .finishing, nil: break
        }
    }

    /// Takes all legs of a call down.
    private mutating func leave(_ call: CallID, _ why: String, _ effects: inout [Effect]) {
        if case .fetching(_, let leg) = phases[call] {
            effects.append(.closeLeg(leg, why: why))
            hangUp(leg, why, &effects)
        }
        effects.append(.closeLeg(LegID(call), why: why))
        hangUp(LegID(call), why, &effects)
    }

    mutating func finish(
        _ call: CallID, _ ending: Ending, waiting: [RequestID] = [], at now: Instant,
        _ effects: inout [Effect]
    ) {
        switch phases[call] {
        case .held(let parked), .fetching(let parked, _): orbits[parked.orbit] = nil
        default: break
        }
        enter(.finishing(ending, waiting: waiting, isAsked: true), call, until: now + Self.patience)
        effects.append(.finishCall(call, ending.outcome, why: ending.why, by: ending.by))
    }

    mutating func finished(_ call: FinishedCall, _ effects: inout [Effect]) {
        guard case .finishing(_, let waiting, _) = phases[call.id] else {
            preconditionFailure("the store finishes only what it was told to")
        }
        enter(nil, call.id)
        effects += waiting.map { .answer($0, .success(.released(call))) }
    }

    /// A record is never given up: the orbit would stay taken for ever.
    mutating func finishRefused(
        _ call: CallID, _ refusal: Refusal, at now: Instant, _ effects: inout [Effect]
    ) {
        guard case .finishing(let ending, let waiting, _) = phases[call] else {
            preconditionFailure("the store refuses only what it was told to do")
        }
        effects += waiting.map { .answer($0, .failure(refusal)) }
        if refusal.code == .notFound {
            enter(nil, call)
        } else {
            enter(.finishing(ending, waiting: [], isAsked: false), call, until: now + Self.retryInterval)
        }
    }

    mutating func patienceEnded(with call: CallID, at now: Instant, _ effects: inout [Effect]) {
        switch phases[call] {
        case .opening(let asker, _):
            enter(nil, call)
            effects.append(.closeLeg(LegID(call), why: "too late"))
            giveUp(
                asker, Refusal(.portsExhausted, "the media engine did not answer in time; try again"),
                &effects)
        case .claiming(let asker):
            let why = "the store answered after the caller had been refused"
            enter(.forsaken(Ending(outcome: .lost, why: why)), call)
            effects.append(.closeLeg(LegID(call), why: "refused"))
            let refusal = Refusal(
                .storeUnavailable, "the store did not answer in time; nothing was parked, try again")
            giveUp(asker, refusal, &effects)
        case .finishing(let ending, let waiting, isAsked: true):
            enter(.finishing(ending, waiting: [], isAsked: true), call)
            let refusal = Refusal(
                .storeUnavailable, "the caller is hung up; the record follows as soon as the store answers")
            effects += waiting.map { .answer($0, .failure(refusal)) }
        case .finishing(let ending, let waiting, isAsked: false):
            finish(call, ending, waiting: waiting, at: now, &effects)
        case .forsaken, .resuming, .held, .fetching, nil:
            preconditionFailure("only a call that waits for something has a deadline")
        }
    }

    private mutating func giveUp(_ asker: Asker, _ refusal: Refusal, _ effects: inout [Effect]) {
        if case .leg(let leg) = asker { legs[leg] = .leaving }
        effects.append(tell(asker, refusal))
    }
}
