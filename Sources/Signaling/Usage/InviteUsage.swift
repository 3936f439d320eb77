// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// What an INVITE starts and a BYE ends ([RFC 3261 §13–15](https://www.rfc-editor.org/rfc/rfc3261#section-13)), in
/// either direction.
///
/// The transactions below retransmit; the usage decides what is answered and when it is over. It reports exactly one
/// `ended`, as its last effect, once it has reported `invited` or placed a call. Reliable provisional responses are
/// never sent, so a PRACK never matches one; a second 2xx from a forking proxy is acknowledged and ended below.
package struct InviteUsage<Session: MediaNegotiation>: Sendable {
    /// The number the shell gives to a request of the far end.
    package typealias Transaction = Int

    package enum Event: Sendable {
        /// The far end calls; the invitation's `offer` is filled in here from the body.
        case invited(Transaction, Invitation, body: [UInt8]?)
        /// A request within the dialog, other than ACK and CANCEL.
        case requested(Transaction, method: String, body: [UInt8]?)
        case acknowledged(Transaction, body: [UInt8]?)
        /// A CANCEL for the INVITE that started the dialog.
        case cancelled
        /// This end calls.
        case placed(local: SocketAddress, onlySends: Bool)
        /// A response to our INVITE.
        case responded(status: Int, reason: String, body: [UInt8]?)
        /// The final response to our BYE, or its timeout.
        case byeAnswered
        case ordered(DialogOrder)
        case deadline
    }

    package enum Effect: Equatable, Sendable {
        case respond(Transaction, UsageAnswer)
        /// The 200 that starts the dialog.
        case accept(Transaction, Acceptance, body: [UInt8])
        case invite(body: [UInt8])
        case acknowledge
        case bye(why: String)
        case cancel
        case report(DialogEvent)
    }

    enum Phase: Equatable, Sendable {
        case fresh
        /// The far end waits for our answer. Goes to `established` or `over`.
        case proceeding(Transaction)
        /// Our INVITE has no response. Goes to `ringing`, `established`, `leaving` or `over`.
        case calling(until: Instant)
        /// Our INVITE has a provisional response. Goes to `established`, `cancelling`, `leaving` or `over`.
        case ringing(until: Instant)
        /// Our CANCEL is out. Goes to `leaving` when a 200 crossed it, else to `over`.
        case cancelling(until: Instant)
        /// A 2xx was sent or received. Goes to `leaving` or `over`.
        case established
        /// Our BYE is out. Goes to `over`.
        case leaving(until: Instant)
        case over
    }

    /// A 2xx of ours that the far end has not acknowledged.
    struct AwaitedACK: Equatable, Sendable {
        var transaction: Transaction
        /// The answer to our offer comes with the ACK.
        var holdsOffer: Bool
        /// False for a re-INVITE.
        var isFirst: Bool
        var until: Instant
    }

    /// How long this end lets the far end ring: the least that a proxy's Timer C grants
    /// ([RFC 3261 §16.6](https://www.rfc-editor.org/rfc/rfc3261#section-16.6)).
    static var longestRinging: Duration { .seconds(180) }

    /// 64 × T1: after this long an answer or an ACK does not come any more.
    let patience: Duration
    let sessionID: UInt64
    var phase = Phase.fresh
    var awaitedACK: AwaitedACK?
    /// Why the call is to be given up as soon as the protocol allows.
    var farewell: String?
    var session: Session?
    /// The offer of an INVITE that is not answered yet.
    var offer: [UInt8]?
    var media: RemoteMedia?
    var local: SocketAddress?
    var onlySends = false

    package init(sessionID: UInt64, t1: Duration = .milliseconds(500)) {
        self.sessionID = sessionID
        patience = t1 * 64
    }

    /// Whether everything has been said; no event has an effect any more.
    package var isOver: Bool { phase == .over }

    package var nextDeadline: Instant? {
        let ofPhase: Instant? =
            switch phase {
            case .calling(let until), .ringing(let until), .cancelling(let until), .leaving(let until): until
            case .fresh, .proceeding, .established, .over: nil
            }
        guard let until = awaitedACK?.until, phase == .established else { return ofPhase }
        return until
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
        guard !isOver else { return [] }
        switch event {
        case .invited(let transaction, let invitation, let body):
            return invited(transaction, invitation, body)
        case .requested(let transaction, let method, let body):
            return requested(transaction, method, body, now)
        case .acknowledged(let transaction, let body): return acknowledged(transaction, body, now)
        case .cancelled:
            guard case .proceeding(let transaction) = phase else { return [] }
            return [.respond(transaction, .cancelled)] + end("cancelled by the far end")
        case .placed(let local, let onlySends): return placed(local, onlySends, now)
        case .responded(let status, let reason, let body): return responded(status, reason, body, now)
        case .byeAnswered:
            guard case .leaving = phase else { return [] }
            return end(farewell ?? "hung up")
        case .ordered(.accept(let acceptance)): return accept(acceptance, now)
        case .ordered(.refuse(let status, let reason)):
            guard case .proceeding(let transaction) = phase else { return [] }
            return [.respond(transaction, UsageAnswer(status, reason))] + end("refused: \(status) \(reason)")
        case .ordered(.hangUp(let why)): return hangUp(why, now)
        case .deadline: return passed(now)
        }
    }

    /// Gives the call up by the means that the phase allows.
    mutating func hangUp(_ why: String, _ now: Instant) -> [Effect] {
        switch phase {
        case .fresh:
            phase = .over
            return []
        case .proceeding(let transaction):
            return [.respond(transaction, UsageAnswer(480, "Temporarily Unavailable"))] + end(why)
        case .calling:
            // A CANCEL may not overtake the first provisional response (RFC 3261 §9.1).
            farewell = farewell ?? why
            return []
        case .ringing:
            return cancel(why, now)
        case .established:
            // The callee keeps its BYE until the ACK came or cannot come any more (RFC 3261 §15).
            guard awaitedACK == nil else {
                farewell = farewell ?? why
                return []
            }
            return leave(why, now)
        case .cancelling, .leaving, .over: return []
        }
    }

    mutating func leave(_ why: String, _ now: Instant) -> [Effect] {
        farewell = farewell ?? why
        awaitedACK = nil
        phase = .leaving(until: now + patience)
        return [.bye(why: why)]
    }

    mutating func end(_ why: String) -> [Effect] {
        phase = .over
        awaitedACK = nil
        return [.report(.ended(why: why))]
    }

    private mutating func passed(_ now: Instant) -> [Effect] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        switch phase {
        case .calling: return end(farewell ?? "no response")
        case .ringing: return cancel("not answered", now)
        case .cancelling: return end(farewell ?? "cancelled")
        case .leaving: return end(farewell ?? "hung up")
        case .established:
            return leave(farewell ?? "the far end did not acknowledge the answer", now)
        case .fresh, .proceeding, .over: return []
        }
    }
}
