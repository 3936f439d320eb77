// SPDX-License-Identifier: GPL-3.0-or-later
/// All calls of one node, from the request to park until the record of their end.
///
/// A call is acknowledged only when its orbit is committed in the store, and music starts in the same breath.
package struct Exchange: Sendable {
    /// How long a room may take before whoever waits is told that it does not answer.
    package static let patience = Duration.seconds(5)
    /// How long to wait before a record that the store refused is tried again.
    package static let retryInterval = Duration.seconds(1)

    private enum Phase: Equatable, Sendable {
        /// Ports and a stream are being set up. Goes to `claiming`, or ends refused.
        case opening(RequestID, token: String, ParkRequest)
        /// The store is choosing an orbit. Goes to `held`, `forsaken`, or ends refused.
        case claiming(RequestID)
        /// The store did not answer in time and the request was refused. Goes to `finishing` if it does claim.
        case forsaken
        /// An earlier run's call is getting its stream back, however long the music takes: nobody waits for an
        /// answer, and the caller is not lost while there is hope. Goes to `held`, or to `finishing`.
        case resuming(ParkedCall)
        /// Hearing music. Goes to `finishing`.
        case held(ParkedCall)
        /// Hung up, the record being written (or, when it was refused, waiting to be). Ends when the store has it.
        case finishing(Ending, waiting: [RequestID], isAsked: Bool)
    }

    private struct Ending: Equatable, Sendable {
        var outcome: Outcome
        var why: String
        var by: String?
    }

    private var phases: [CallID: Phase] = [:]
    private var deadlines = DeadlineQueue<CallID>()
    private var isDraining = false

    package init() {}

    /// When `handle` must be called again if nothing else happens.
    package var nextDeadline: Instant? { deadlines.next }

    /// Calls in any phase; nothing else of a call is remembered.
    package var count: Int { phases.count }

    package var heldCount: Int {
        phases.values.count { if case .held = $0 { true } else { false } }
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
        var effects: [Effect] = []
        react(to: event, at: now, &effects)
        while let call = deadlines.popDue(at: now) {
            patienceEnded(with: call, at: now, &effects)
        }
        return effects
    }

    private mutating func react(to event: Event, at now: Instant, _ effects: inout [Effect]) {
        switch event {
        case .parkRequested(let request, let call, let token, let park):
            parkRequested(request, call, token, park, at: now, &effects)
        case .releaseRequested(let request, let call, let by):
            releaseRequested(request, call, by: by, at: now, &effects)
        case .recovered(let call):
            // Nobody waits for an answer, so there is no deadline: slowness must not cost a call.
            enter(.resuming(call), call.id)
            effects.append(.openLeg(call.id, .resume(call.stream, since: call.parkedAt)))
        case .legOpened(let call, let stream):
            legOpened(call, stream, at: now, &effects)
        case .legFailed(let call, let refusal):
            legFailed(call, refusal, at: now, &effects)
        case .orbitClaimed(let call):
            orbitClaimed(call, at: now, &effects)
        case .claimRefused(let call, let refusal):
            claimRefused(call, refusal, &effects)
        case .callFinished(let call):
            finished(call, &effects)
        case .finishRefused(let call, let refusal):
            finishRefused(call, refusal, at: now, &effects)
        case .drainingBegan:
            isDraining = true
        case .deadlinePassed:
            break
        }
    }

    private mutating func enter(_ phase: Phase?, _ call: CallID, until deadline: Instant? = nil) {
        phases[call] = phase
        deadlines.set(call, to: deadline)
    }
}

// MARK: - Parking

extension Exchange {
    private mutating func parkRequested(
        _ request: RequestID, _ call: CallID, _ token: String, _ park: ParkRequest, at now: Instant,
        _ effects: inout [Effect]
    ) {
        guard !isDraining else {
            effects.append(
                .answer(request, .failure(Refusal(.draining, "the server is stopping; try again shortly"))))
            return
        }
        precondition(phases[call] == nil, "a call's id is used once")
        enter(.opening(request, token: token, park), call, until: now + Self.patience)
        effects.append(.openLeg(call, .new(park.target)))
    }

    private mutating func legOpened(
        _ call: CallID, _ stream: MediaStream, at now: Instant, _ effects: inout [Effect]
    ) {
        switch phases[call] {
        case .opening(let request, let token, let park):
            enter(.claiming(request), call, until: now + Self.patience)
            let claim = OrbitClaim(
                call: call, place: park.place, token: token, caller: park.caller, parker: park.parker,
                stream: stream)
            effects.append(.claimOrbit(claim))
        case .resuming(let parked):
            enter(.held(parked), call)
            effects.append(.playMusic(call, programme: parked.programme))
        case .finishing, nil:
            effects.append(.closeLeg(call, why: "too late"))
        case .claiming, .forsaken, .held:
            preconditionFailure("a leg is opened once")
        }
    }

    private mutating func legFailed(
        _ call: CallID, _ refusal: Refusal, at now: Instant, _ effects: inout [Effect]
    ) {
        switch phases[call] {
        case .opening(let request, _, _):
            enter(nil, call)
            effects.append(.answer(request, .failure(refusal)))
        case .resuming(let parked):
            finish(
                parked.id, Ending(outcome: .lost, why: "after a restart: \(refusal.detail)"), at: now,
                &effects)
        case .claiming, .forsaken, .held, .finishing, nil:
            break
        }
    }

    private mutating func orbitClaimed(_ call: ParkedCall, at now: Instant, _ effects: inout [Effect]) {
        switch phases[call.id] {
        case .claiming(let request):
            enter(.held(call), call.id)
            effects.append(.playMusic(call.id, programme: call.programme))
            effects.append(.answer(request, .success(.parked(call))))
        case .forsaken:
            finish(
                call.id, Ending(outcome: .lost, why: "the store answered after the caller had been refused"),
                at: now,
                &effects)
        case .opening, .resuming, .held, .finishing, nil:
            preconditionFailure("an orbit is claimed once, and only for a call that waits for it")
        }
    }

    private mutating func claimRefused(_ call: CallID, _ refusal: Refusal, _ effects: inout [Effect]) {
        switch phases[call] {
        case .claiming(let request):
            enter(nil, call)
            effects.append(.closeLeg(call, why: "refused"))
            effects.append(.answer(request, .failure(refusal)))
        case .forsaken:
            enter(nil, call)
        case .opening, .resuming, .held, .finishing, nil:
            preconditionFailure("an orbit is refused only to a call that waits for it")
        }
    }
}

// MARK: - Ending

extension Exchange {
    private mutating func releaseRequested(
        _ request: RequestID, _ call: CallID, by: String, at now: Instant, _ effects: inout [Effect]
    ) {
        switch phases[call] {
        case .held, .resuming:
            effects.append(.closeLeg(call, why: "released"))
            finish(
                call, Ending(outcome: .released, why: "released through the API", by: by), waiting: [request],
                at: now,
                &effects)
        case .finishing(let ending, let waiting, let isAsked):
            phases[call] = .finishing(ending, waiting: waiting + [request], isAsked: isAsked)
            if isAsked, waiting.isEmpty { deadlines.set(call, to: now + Self.patience) }
        case .opening, .claiming, .forsaken:
            let refusal = Refusal(.inProgress, "the call is being parked this moment; try again")
            effects.append(.answer(request, .failure(refusal)))
        case nil:
            effects.append(.answer(request, .failure(Self.unknown(call))))
        }
    }

    private mutating func finish(
        _ call: CallID, _ ending: Ending, waiting: [RequestID] = [], at now: Instant,
        _ effects: inout [Effect]
    ) {
        enter(.finishing(ending, waiting: waiting, isAsked: true), call, until: now + Self.patience)
        effects.append(.finishCall(call, ending.outcome, why: ending.why, by: ending.by))
    }

    private mutating func finished(_ call: FinishedCall, _ effects: inout [Effect]) {
        guard case .finishing(_, let waiting, _) = phases[call.id] else {
            preconditionFailure("the store finishes only what it was told to")
        }
        enter(nil, call.id)
        effects += waiting.map { .answer($0, .success(.released(call))) }
    }

    /// A record is never given up: the orbit would stay taken for ever.
    private mutating func finishRefused(
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

    private static func unknown(_ call: CallID) -> Refusal {
        Refusal(.notFound, "no call \(call) is parked; GET /api/v1/calls lists those that ended")
    }

    private mutating func patienceEnded(with call: CallID, at now: Instant, _ effects: inout [Effect]) {
        switch phases[call] {
        case .opening(let request, _, _):
            enter(nil, call)
            effects.append(.closeLeg(call, why: "too late"))
            let refusal = Refusal(.portsExhausted, "the media engine did not answer in time; try again")
            effects.append(.answer(request, .failure(refusal)))
        case .claiming(let request):
            enter(.forsaken, call)
            effects.append(.closeLeg(call, why: "refused"))
            let refusal = Refusal(
                .storeUnavailable, "the store did not answer in time; nothing was parked, try again")
            effects.append(.answer(request, .failure(refusal)))
        case .finishing(let ending, let waiting, isAsked: true):
            enter(.finishing(ending, waiting: [], isAsked: true), call)
            let refusal = Refusal(
                .storeUnavailable, "the caller is hung up; the record follows as soon as the store answers")
            effects += waiting.map { .answer($0, .failure(refusal)) }
        case .finishing(let ending, let waiting, isAsked: false):
            finish(call, ending, waiting: waiting, at: now, &effects)
        case .forsaken, .resuming, .held, nil:
            preconditionFailure("only a call that waits for something has a deadline")
        }
    }
}
