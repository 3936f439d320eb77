// SPDX-License-Identifier: GPL-3.0-or-later
extension Exchange {
    /// Begins to connect a retriever: the first one wins, and the caller hears music until it is answered.
    mutating func fetch(_ call: CallID, _ leg: LegID, _ invitation: Invitation, _ effects: inout [Effect]) {
        guard case .held(let parked) = phases[call], invitation.token.map({ $0 == parked.token }) ?? true
        else {
            return refuse(leg, Refusal(.orbitEmpty, "the call is somebody else's"), &effects)
        }
        enter(.fetching(parked, by: leg), call)
        legs[leg] = .fetching(call, invitation)
        effects.append(.openLeg(leg, order(for: invitation, orElse: parked.stream.target.codec)))
    }

    func fetcherOpened(
        _ leg: LegID, _ invitation: Invitation, _ stream: MediaStream, _ effects: inout [Effect]
    ) {
        guard case .fetching(let call, _) = legs[leg], case .fetching(let parked, _) = phases[call] else {
            preconditionFailure("a retriever belongs to the call it fetches")
        }
        effects.append(
            .signal(
                leg, .accept(Acceptance(local: stream.local, orbit: parked.orbit, identity: parked.caller))))
    }

    /// The bridge is confirmed: from this moment the orbit is free, though the two go on talking.
    mutating func fetched(
        _ call: CallID, by leg: LegID, _ invitation: Invitation, at now: Instant, _ effects: inout [Effect]
    ) {
        let caller = LegID(call)
        if legs[caller] != nil { legs[caller] = .talking(with: leg) }
        legs[leg] = .talking(with: caller)
        effects.append(.bridge(caller, leg))
        let who = invitation.wantsPrivacy ? Party.anonymous : invitation.caller
        finish(call, Ending(outcome: .retrieved, why: "fetched", by: who.uri), at: now, &effects)
    }

    /// The retriever is gone: the call waits in its orbit as before.
    mutating func putBack(_ call: CallID) {
        if case .fetching(let parked, _) = phases[call] { enter(.held(parked), call) }
    }
}
