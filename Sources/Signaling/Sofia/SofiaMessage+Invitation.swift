// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension SofiaMessage {
    /// What an INVITE of a trusted peer asks.
    func invitation(from source: SocketAddress) -> Invitation {
        Invitation(
            user: requestUser, orbit: requestParameter("orbit"), caller: caller,
            wantsPrivacy: privacy.contains("id"), parker: parker,
            token: values("X-Layby-Token").first.flatMap { HeaderText.token($0) }, source: source)
    }

    /// The peer is trusted to assert who calls
    /// ([RFC 3325 §9.1](https://www.rfc-editor.org/rfc/rfc3325#section-9.1)).
    private var caller: Party {
        let asserted = values("P-Asserted-Identity").flatMap(NameAddress.entries).compactMap(
            NameAddress.party)
        return asserted.first { $0.uri?.hasPrefix("tel:") == false } ?? asserted.first ?? from
    }

    /// The last entry of History-Info is where the call is now, the one before it who sent it here
    /// ([RFC 7044](https://www.rfc-editor.org/rfc/rfc7044)).
    private var parker: Party? {
        if let referredBy { return referredBy }
        let diversions = values("Diversion").flatMap(NameAddress.entries)
        if let diverter = diversions.lazy.compactMap(NameAddress.party).first { return diverter }
        let history = values("History-Info").flatMap(NameAddress.entries)
        if history.count >= 2, let party = NameAddress.party(history[history.count - 2]) { return party }
        return values("X-Layby-Parker").lazy.compactMap(NameAddress.party).first
    }
}
