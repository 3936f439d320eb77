// SPDX-License-Identifier: GPL-3.0-or-later
/// All calls and legs of one node, from the first request until the record of the end.
///
/// A call is acknowledged only when its orbit is committed in the store, and music starts in the same breath.
package struct Exchange: Sendable {
    /// How long a room may take before whoever waits is told that it does not answer.
    package static let patience = Duration.seconds(5)
    /// How long to wait before a record that the store refused is tried again.
    package static let retryInterval = Duration.seconds(1)

    /// Whoever is told how parking went: a request of the API, or the caller's own dialog.
    enum Asker: Equatable, Sendable {
        case request(RequestID)
        case leg(LegID)
    }

    /// What a call brings along when it is to be parked.
    struct Parking: Equatable, Sendable {
        var place: ParkRequest.Place
        var token: String
        var caller: Party
        var parker: Party
        var origin: ParkedCall.Origin
    }

    enum Phase: Equatable, Sendable {
        /// Ports and a stream are being set up. Goes to `claiming`, or ends refused.
        case opening(Asker, Parking)
        /// The store is choosing an orbit. Goes to `held`, `forsaken`, or ends refused.
        case claiming(Asker)
        /// Nobody waits for the claim any more. Goes to `finishing` if the store does claim.
        case forsaken(Ending)
        /// An earlier run's call is getting its stream back. Goes to `held`, or to `finishing` as lost.
        case resuming(ParkedCall)
        /// Hearing music. Goes to `fetching` or `finishing`.
        case held(ParkedCall)
        /// Still hearing music while a retriever is being answered. Goes to `finishing`, or back to `held`.
        case fetching(ParkedCall, by: LegID)
        /// Out of its orbit, the record being written (or, when it was refused, waiting to be). Ends when the store has it.
        case finishing(Ending, waiting: [RequestID], isAsked: Bool)
    }

    struct Ending: Equatable, Sendable {
        var outcome: Outcome
        var why: String
        var by: String?
    }

    /// What a SIP leg is doing; each lives until SIP reports its end.
    enum LegPhase: Equatable, Sendable {
        /// The caller of a call that is being parked, or is parked.
        case parked(CallID)
        /// Being answered in order to fetch a call. Goes to `talking`, or ends.
        case fetching(CallID, Invitation)
        /// Connected with another leg; one that hangs up ends both.
        case talking(with: LegID)
        /// Hears music until it hangs up; the programme is played once its stream is open.
        case listening(programme: String)
        /// Told to go.
        case leaving
    }

    let dialplan: Dialplan
    var phases: [CallID: Phase] = [:]
    var legs: [LegID: LegPhase] = [:]
    /// Where calls wait that can be fetched.
    var orbits: [OrbitNumber: CallID] = [:]
    private var deadlines = DeadlineQueue<CallID>()
    private var isDraining = false

    package init(_ dialplan: Dialplan = Dialplan()) {
        self.dialplan = dialplan
    }

    /// When `handle` must be called again if nothing else happens.
    package var nextDeadline: Instant? { deadlines.next }

    /// Calls in any phase, and SIP legs; nothing else is remembered.
    package var callCount: Int { phases.count }
    package var legCount: Int { legs.count }

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
            let parking = Parking(
                place: park.place, token: token, caller: park.caller, parker: park.parker, origin: .api)
            self.park(
                call, parking, .new(RemoteMedia(target: park.target)), for: .request(request), at: now,
                &effects)
        case .releaseRequested(let request, let call, let by):
            releaseRequested(request, call, by: by, at: now, &effects)
        case .recovered(let call): recovered(call, at: now, &effects)
        case .dialog(let leg, token: let token, let event): dialog(leg, token, event, at: now, &effects)
        case .legOpened(let leg, let stream): legOpened(leg, stream, at: now, &effects)
        case .legFailed(let leg, let refusal): legFailed(leg, refusal, at: now, &effects)
        case .orbitClaimed(let call): orbitClaimed(call, at: now, &effects)
        case .claimRefused(let call, let refusal): claimRefused(call, refusal, &effects)
        case .callFinished(let call): finished(call, &effects)
        case .finishRefused(let call, let refusal): finishRefused(call, refusal, at: now, &effects)
        case .drainingBegan: isDraining = true
        case .deadlinePassed: break
        }
    }

    mutating func enter(_ phase: Phase?, _ call: CallID, until deadline: Instant? = nil) {
        phases[call] = phase
        deadlines.set(call, to: deadline)
    }

    /// Nil while new calls are taken.
    var drainingRefusal: Refusal? {
        isDraining ? Refusal(.draining, "the server is stopping; try again shortly") : nil
    }
}
