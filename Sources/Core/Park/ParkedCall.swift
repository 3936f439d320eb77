// SPDX-License-Identifier: GPL-3.0-or-later
/// Somebody at the other end of a SIP dialog, or named by whoever uses the API.
package struct Party: Hashable, Sendable {
    package var uri: String?
    package var name: String?

    package init(uri: String? = nil, name: String? = nil) {
        self.uri = uri
        self.name = name
    }
}

/// A call that holds an orbit.
package struct ParkedCall: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case claiming, held, ringing, forwarding, bridging
    }

    /// How the call came.
    package enum Origin: String, CaseIterable, Sendable {
        case api, sip
    }

    package var id: CallID
    package var orbit: OrbitNumber
    package var range: String
    package var programme: String
    /// Proves to a safe retrieve that the call in the orbit is still this one; never shown to the parked caller.
    package var token: String
    package var state: State
    package var caller: Party
    package var parker: Party
    /// Where the caller hears the music; enough to go on after a restart.
    package var stream: MediaStream
    package var parkedAt: WallTime
    package var origin: Origin

    package init(
        id: CallID, orbit: OrbitNumber, range: String, programme: String, token: String, state: State,
        caller: Party, parker: Party, stream: MediaStream, parkedAt: WallTime, origin: Origin = .api
    ) {
        self.origin = origin
        self.id = id
        self.orbit = orbit
        self.range = range
        self.programme = programme
        self.token = token
        self.state = state
        self.caller = caller
        self.parker = parker
        self.stream = stream
        self.parkedAt = parkedAt
    }
}

/// How a parked call ended; every parked call ends in exactly one of these.
package enum Outcome: String, CaseIterable, Sendable {
    case retrieved, ringback, fallback, abandoned, disconnected, released, lost
}

/// A call that has left its orbit, kept for the record.
package struct FinishedCall: Hashable, Sendable {
    package var id: CallID
    package var orbit: OrbitNumber
    package var range: String
    package var outcome: Outcome
    package var why: String
    /// Who took or released it, when that is known.
    package var by: String?
    package var caller: Party
    package var parker: Party
    package var parkedAt: WallTime
    package var endedAt: WallTime

    package init(
        _ call: ParkedCall, outcome: Outcome, why: String, by: String?, endedAt: WallTime
    ) {
        id = call.id
        orbit = call.orbit
        range = call.range
        self.outcome = outcome
        self.why = why
        self.by = by
        caller = call.caller
        parker = call.parker
        parkedAt = call.parkedAt
        self.endedAt = endedAt
    }

    package init(
        id: CallID, orbit: OrbitNumber, range: String, outcome: Outcome, why: String, by: String?,
        caller: Party,
        parker: Party, parkedAt: WallTime, endedAt: WallTime
    ) {
        self.id = id
        self.orbit = orbit
        self.range = range
        self.outcome = outcome
        self.why = why
        self.by = by
        self.caller = caller
        self.parker = parker
        self.parkedAt = parkedAt
        self.endedAt = endedAt
    }

    package var held: Duration { endedAt - parkedAt }
}
