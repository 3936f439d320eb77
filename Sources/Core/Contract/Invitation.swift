// SPDX-License-Identifier: GPL-3.0-or-later
/// An INVITE that has come, as far as it decides what happens to it.
package struct Invitation: Hashable, Sendable {
    /// The user part of the Request-URI, unescaped: `park`, `701`, `park+701`, `moh-sales`.
    package var user: String
    /// The `orbit` parameter of the Request-URI.
    package var orbit: String?
    /// From the P-Asserted-Identity of a trusted peer, else from From.
    package var caller: Party
    /// Whether the caller asked not to be named ([RFC 3323](https://www.rfc-editor.org/rfc/rfc3323) `Privacy: id`).
    package var wantsPrivacy: Bool
    /// From Referred-By, else Diversion or History-Info, else X-Layby-Parker; never from Contact or From.
    package var parker: Party?
    /// The safe-retrieve token of X-Layby-Token.
    package var token: String?
    /// What the far end can hear; nil when it leaves the offer to us.
    package var offer: RemoteMedia?
    /// Where the INVITE came from: an offerless caller's media will be near it.
    package var source: SocketAddress

    package init(
        user: String, orbit: String? = nil, caller: Party = Party(), wantsPrivacy: Bool = false,
        parker: Party? = nil,
        token: String? = nil, offer: RemoteMedia? = nil, source: SocketAddress
    ) {
        self.user = user
        self.orbit = orbit
        self.caller = caller
        self.wantsPrivacy = wantsPrivacy
        self.parker = parker
        self.token = token
        self.offer = offer
        self.source = source
    }
}

/// What a session description says of the far end's audio, with the codec that was chosen.
package struct RemoteMedia: Hashable, Sendable {
    package var target: MediaTarget
    /// The payload type of RFC 4733 events at 8 kHz, if they are understood.
    package var eventPayloadType: UInt8?
    /// False while the far end holds us: `sendonly`, `inactive` or the address 0.0.0.0.
    package var hears: Bool
    /// Whether the far end will send.
    package var speaks: Bool

    package init(target: MediaTarget, eventPayloadType: UInt8? = nil, hears: Bool = true, speaks: Bool = true)
    {
        self.target = target
        self.eventPayloadType = eventPayloadType
        self.hears = hears
        self.speaks = speaks
    }
}

/// How an INVITE is accepted.
package struct Acceptance: Hashable, Sendable {
    /// Our end of the media; its codec is that of the offer, or the one we offer.
    package var local: SocketAddress
    /// True where we only play: our answer is `sendonly`.
    package var onlySends: Bool
    /// The reason phrase of the 200, such as `Parked at 701`.
    package var reason: String
    package var orbit: OrbitNumber?
    package var token: String?
    /// Who waits in the orbit, for P-Asserted-Identity and Remote-Party-ID.
    package var identity: Party?

    package init(
        local: SocketAddress, onlySends: Bool = false, reason: String = "OK", orbit: OrbitNumber? = nil,
        token: String? = nil, identity: Party? = nil
    ) {
        self.local = local
        self.onlySends = onlySends
        self.reason = reason
        self.orbit = orbit
        self.token = token
        self.identity = identity
    }
}

/// What the exchange orders of SIP.
package enum DialogOrder: Hashable, Sendable {
    /// Answers the INVITE with 200.
    case accept(Acceptance)
    /// Answers the INVITE with a final error.
    case refuse(status: Int, reason: String)
    /// Ends the dialog, whatever state it is in: BYE, CANCEL or a final error.
    case hangUp(why: String)
}

/// What SIP reports of a dialog.
package enum DialogEvent: Hashable, Sendable {
    case invited(Invitation)
    /// The ACK of our 200 came, with the answer if the 200 held the offer.
    case confirmed(RemoteMedia?)
    /// A re-INVITE or UPDATE that has been answered changed where or what the far end hears.
    case mediaChanged(RemoteMedia)
    /// The dialog is over: BYE, CANCEL, a final error of our own, or an ACK that never came. Reported once for every
    /// `invited`, and always the last.
    case ended(why: String)
}
