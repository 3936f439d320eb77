// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// A call that Layby places.
package struct SIPOutgoingCall: Hashable, Sendable {
    package var uri: String
    package var from: Party
    /// Our end of the media.
    package var local: SocketAddress
    package var onlySends: Bool
    package var referredBy: Party?
    package var token: String?

    package init(
        to uri: String, from: Party = Party(), local: SocketAddress, onlySends: Bool = false,
        referredBy: Party? = nil,
        token: String? = nil
    ) {
        self.uri = uri
        self.from = from
        self.local = local
        self.onlySends = onlySends
        self.referredBy = referredBy
        self.token = token
    }
}
