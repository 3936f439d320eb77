// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Being called, up to the ACK of the first 200.
extension InviteUsage {
    mutating func invited(_ transaction: Transaction, _ invitation: Invitation, _ body: [UInt8]?) -> [Effect]
    {
        precondition(phase == .fresh, "a usage is started once")
        var invitation = invitation
        if let body {
            do {
                invitation.offer = try Session.inspect(body)
            } catch {
                phase = .over
                return [.respond(transaction, UsageAnswer(error))]
            }
        }
        offer = body
        media = invitation.offer
        phase = .proceeding(transaction)
        return [.report(.invited(invitation))]
    }

    mutating func accept(_ acceptance: Acceptance, _ now: Instant) -> [Effect] {
        guard case .proceeding(let transaction) = phase else { return [] }
        var session = Session(sessionID: sessionID)
        let description: [UInt8]
        do {
            description =
                if let offer {
                    try session.answer(offer, local: acceptance.local, onlySends: acceptance.onlySends)
                } else {
                    session.offer(local: acceptance.local, onlySends: acceptance.onlySends)
                }
        } catch {
            let answer = UsageAnswer(error)
            return [.respond(transaction, answer)] + end("refused: \(answer.status) \(answer.reason)")
        }
        awaitedACK = AwaitedACK(
            transaction: transaction, holdsOffer: offer == nil, isFirst: true, until: now + patience)
        offer = nil
        local = acceptance.local
        onlySends = acceptance.onlySends
        self.session = session
        phase = .established
        return [.accept(transaction, acceptance, body: description)]
    }

    mutating func acknowledged(_ transaction: Transaction, _ body: [UInt8]?, _ now: Instant) -> [Effect] {
        guard let awaited = awaitedACK, awaited.transaction == transaction, phase == .established else {
            return []
        }
        awaitedACK = nil
        if let farewell { return leave(farewell, now) }
        guard awaited.holdsOffer else { return awaited.isFirst ? [.report(.confirmed(nil))] : [] }
        guard let body, let media = try? session?.accept(answer: body) else {
            return leave("the ACK held no usable answer", now)
        }
        let isNew = media != self.media
        self.media = media
        if awaited.isFirst { return [.report(.confirmed(media))] }
        return isNew ? [.report(.mediaChanged(media))] : []
    }
}
