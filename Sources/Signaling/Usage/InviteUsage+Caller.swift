// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Calling, up to the ACK of the 200.
extension InviteUsage {
    mutating func placed(_ local: SocketAddress, _ onlySends: Bool, _ now: Instant) -> [Effect] {
        precondition(phase == .fresh, "a usage is started once")
        var session = Session(sessionID: sessionID)
        let offer = session.offer(local: local, onlySends: onlySends)
        self.session = session
        self.local = local
        self.onlySends = onlySends
        phase = .calling(until: now + patience + patience)
        return [.invite(body: offer)]
    }

    mutating func responded(_ status: Int, _ reason: String, _ body: [UInt8]?, _ now: Instant) -> [Effect] {
        switch (phase, status) {
        case (.calling, ..<200):
            phase = .ringing(until: now + Self.longestRinging)
            if let farewell { return cancel(farewell, now) }
            return []
        case (.calling, 200..<300), (.ringing, 200..<300), (.cancelling, 200..<300):
            return answered(body, now)
        case (.calling, 300...), (.ringing, 300...), (.cancelling, 300...):
            return end(farewell ?? "refused by the far end: \(status) \(reason)")
        default: return []
        }
    }

    mutating func cancel(_ why: String, _ now: Instant) -> [Effect] {
        farewell = farewell ?? why
        phase = .cancelling(until: now + patience)
        return [.cancel]
    }

    /// A 200 that crossed our CANCEL is acknowledged and then ended
    /// ([RFC 3261 §9.1](https://www.rfc-editor.org/rfc/rfc3261#section-9.1)).
    private mutating func answered(_ body: [UInt8]?, _ now: Instant) -> [Effect] {
        phase = .established
        if let farewell { return [.acknowledge] + leave(farewell, now) }
        guard let body, let media = try? session?.accept(answer: body) else {
            return [.acknowledge] + leave("the 200 held no usable answer", now)
        }
        self.media = media
        return [.acknowledge, .report(.confirmed(media))]
    }
}
