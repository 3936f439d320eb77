// SPDX-License-Identifier: GPL-3.0-or-later
/// What somebody wants changed.
package enum Intent: Equatable, Sendable {
    case park(ParkRequest)
    /// Hangs the caller up, on behalf of whoever is named.
    case release(CallID, by: String)
    case createRange(OrbitRange)
    case changeRange(String, RangeChange, ifMatch: String?)
    case deleteRange(String, ifMatch: String?)
    case createToken(name: String, role: Role)
    case deleteToken(TokenID)
    case cancelJob(JobID)
}

/// What an intent came to.
package enum Reply: Equatable, Sendable {
    case parked(ParkedCall)
    case released(FinishedCall)
    case range(StoredRange)
    /// The secret is in this answer and nowhere else.
    case token(AccessToken, secret: String)
    case job(Job)
    case done
}

/// A call to be parked at a bare RTP endpoint.
package struct ParkRequest: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case anywhere
        case range(String)
        case orbit(OrbitNumber)
    }

    package var place: Place
    package var target: MediaTarget
    package var caller: Party
    package var parker: Party

    package init(place: Place, target: MediaTarget, caller: Party = Party(), parker: Party = Party()) {
        self.place = place
        self.target = target
        self.caller = caller
        self.parker = parker
    }
}

/// The settings of a range that are to change; nil leaves one as it is.
package struct RangeChange: Hashable, Sendable {
    package var first: OrbitNumber?
    package var last: OrbitNumber?
    package var pool: String?
    package var programme: String?
    package var selection: OrbitRange.Selection?
    package var reuseAfter: Duration?
    package var whenFull: OrbitRange.WhenFull?
    /// `.some(nil)` takes the setting away.
    package var overflowTo: String??
    package var lamp: OrbitRange.Lamp?

    package init() {}

    package func applied(to range: OrbitRange) throws(Refusal) -> OrbitRange {
        var changed = range
        changed.span = try OrbitSpan(first: first ?? range.span.first, last: last ?? range.span.last)
        changed.pool = pool ?? range.pool
        changed.programme = programme ?? range.programme
        changed.selection = selection ?? range.selection
        changed.reuseAfter = reuseAfter ?? range.reuseAfter
        changed.whenFull = whenFull ?? range.whenFull
        changed.overflowTo = overflowTo ?? range.overflowTo
        changed.lamp = lamp ?? range.lamp
        try changed.validate()
        return changed
    }
}

/// Where the control plane hands in what somebody wants; the answer comes later, on another thread, exactly once.
package protocol Desk: AnyObject, Sendable {
    func submit(_ intent: Intent, answer: @escaping @Sendable (Result<Reply, Refusal>) -> Void)
}
