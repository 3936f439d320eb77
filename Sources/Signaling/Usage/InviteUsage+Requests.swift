// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Requests of the far end within the dialog.
extension InviteUsage {
    mutating func requested(
        _ transaction: Transaction, _ method: String, _ body: [UInt8]?, _ now: Instant
    ) -> [Effect] {
        if method == "BYE" { return bye(transaction) }
        if case .leaving = phase { return [.respond(transaction, .noDialog)] }
        switch method {
        case "INVITE": return invitedAgain(transaction, body, now)
        case "UPDATE": return updated(transaction, body)
        case "INFO", "OPTIONS": return [.respond(transaction, .ok())]
        case "REFER": return [.respond(transaction, UsageAnswer(603, "Decline"))]
        case "SUBSCRIBE", "NOTIFY": return [.respond(transaction, UsageAnswer(489, "Bad Event"))]
        case "PRACK": return [.respond(transaction, .noDialog)]
        default: return [.respond(transaction, UsageAnswer(405, "Method Not Allowed"))]
        }
    }

    /// A BYE is obeyed whether or not the ACK came, and answers an INVITE that is still open with 487
    /// ([RFC 3261 §15.1.2](https://www.rfc-editor.org/rfc/rfc3261#section-15.1.2)).
    private mutating func bye(_ transaction: Transaction) -> [Effect] {
        switch phase {
        case .proceeding(let invite):
            return [.respond(transaction, .ok()), .respond(invite, .cancelled)]
                + end("hung up by the far end")
        case .established: return [.respond(transaction, .ok())] + end("hung up by the far end")
        case .leaving: return [.respond(transaction, .ok())] + end(farewell ?? "hung up")
        case .fresh, .calling, .ringing, .cancelling, .over: return [.respond(transaction, .noDialog)]
        }
    }

    /// Why an offer cannot be looked at now ([RFC 3261 §14.2](https://www.rfc-editor.org/rfc/rfc3261#section-14.2),
    /// [RFC 3311 §5.2](https://www.rfc-editor.org/rfc/rfc3311#section-5.2)).
    private func obstacle(_ transaction: Transaction, isInvite: Bool) -> UsageAnswer? {
        switch phase {
        case .calling, .ringing, .cancelling: return .glare
        case .proceeding: return .tooEarly(transaction)
        case .fresh, .leaving, .over: return .noDialog
        case .established:
            guard let awaitedACK else { return nil }
            if awaitedACK.holdsOffer { return .glare }
            return isInvite ? .tooEarly(transaction) : nil
        }
    }

    private mutating func invitedAgain(
        _ transaction: Transaction, _ body: [UInt8]?, _ now: Instant
    ) -> [Effect] {
        if let obstacle = obstacle(transaction, isInvite: true) { return [.respond(transaction, obstacle)] }
        var effects: [Effect]
        if let body {
            effects = answer(body, transaction)
            guard case .respond(_, let answer) = effects.first, answer.status == 200 else { return effects }
        } else {
            guard var session, let local else { preconditionFailure("an established dialog has a session") }
            effects = [.respond(transaction, .ok(session.offer(local: local, onlySends: onlySends)))]
            self.session = session
        }
        awaitedACK = AwaitedACK(
            transaction: transaction, holdsOffer: body == nil, isFirst: false, until: now + patience)
        return effects
    }

    private mutating func updated(_ transaction: Transaction, _ body: [UInt8]?) -> [Effect] {
        guard let body else { return [.respond(transaction, .ok())] }
        if let obstacle = obstacle(transaction, isInvite: false) { return [.respond(transaction, obstacle)] }
        return answer(body, transaction)
    }

    /// Answers an offer, or refuses it and leaves the session as it was.
    private mutating func answer(_ body: [UInt8], _ transaction: Transaction) -> [Effect] {
        guard var session, let local else { preconditionFailure("an established dialog has a session") }
        do throws(SDPFailure) {
            let media = try Session.inspect(body)
            let answer = try session.answer(body, local: local, onlySends: onlySends)
            self.session = session
            let isNew = media != self.media
            self.media = media
            return [.respond(transaction, .ok(answer))] + (isNew ? [.report(.mediaChanged(media))] : [])
        } catch {
            return [.respond(transaction, UsageAnswer(error))]
        }
    }
}
