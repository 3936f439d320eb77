// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// Where SIP listens, whom it believes, and how patient it is.
package struct SIPSettings: Sendable {
    package enum Transport: String, CaseIterable, Sendable { case udp, tcp }

    package struct Listen: Hashable, Sendable {
        package var transport: Transport
        /// Port 0 lets the kernel choose.
        package var address: SocketAddress

        package init(_ transport: Transport, _ address: SocketAddress) {
            self.transport = transport
            self.address = address
        }
    }

    /// A message that a dialog sent or got, by its first line; repetitions stay between the stacks.
    package struct Trace: Sendable {
        package let isSent: Bool
        package let line: String
    }

    package var listen: [Listen]
    /// The name or address that peers are told to answer to; nil for the address they reached.
    package var advertisedHost: String?
    package var trustedPeers: [IPNetwork]
    package var userAgent: String
    /// T1 of [RFC 3261 §17](https://www.rfc-editor.org/rfc/rfc3261#section-17); all other timers follow from it.
    package var t1: Duration = .milliseconds(500)
    /// Above this many dialogs a further INVITE gets 503.
    package var mostDialogs = 20_000
    /// How long a connection may be silent once a trusted peer has sent a request through it.
    package var idleTime: Duration = .seconds(900)
    /// How long any other connection may be silent.
    package var strangerIdleTime: Duration = .seconds(30)
    /// Told of every message of a dialog, on the SIP thread.
    package var trace: (@Sendable (LegID, Trace) -> Void)?

    package init(
        listen: [Listen], advertisedHost: String? = nil, trustedPeers: [IPNetwork],
        userAgent: String = "Layby"
    ) {
        self.listen = listen
        self.advertisedHost = advertisedHost
        self.trustedPeers = trustedPeers
        self.userAgent = userAgent
    }
}
