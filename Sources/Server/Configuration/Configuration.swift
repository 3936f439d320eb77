// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// All settings of a server; a fresh value holds the defaults.
package struct Configuration: Hashable, Sendable {
    package enum StoreKind: String, CaseIterable, Sendable {
        case sqlite
        /// Forgets everything at a restart.
        case memory
    }

    package struct Node: Hashable, Sendable {
        package var name = "a"
        package var pool = "main"
    }

    package struct RTP: Hashable, Sendable {
        /// The local address to send from; nil is the one that reaches the peer.
        package var address: IPAddress?
        /// What peers are told to send to; nil is the address itself.
        package var advertise: IPAddress?
        package var ports: ClosedRange<UInt16> = 10000...32767
        package var allowedNetworks = [
            "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128",
            "fc00::/7",
            "fe80::/10",
        ].compactMap { IPNetwork($0) }
    }

    package struct HTTP: Hashable, Sendable {
        package var listen = SocketAddress(IPAddress(v4: 0x7F00_0001), 8080)
        package var metricsNeedToken = false
    }

    package var data = "./data"
    package var store = StoreKind.sqlite
    package var node = Node()
    package var sip = SIP()
    package var rtp = RTP()
    package var http = HTTP()
    /// Seeds the store at the first start; the API owns the ranges afterwards.
    package var ranges: [OrbitRange] = []

    package init() {}

    /// Everything on the loopback interface, with twenty orbits and its data out of the way.
    package static let demo: Configuration = {
        var configuration = Configuration()
        configuration.data = ".layby"
        configuration.sip.listen = SIPListener.Transport.allCases.map {
            SIPListener(transport: $0, address: SocketAddress(IPAddress(v4: 0x7F00_0001), 5060))
        }
        configuration.rtp.address = IPAddress(v4: 0x7F00_0001)
        do throws(Refusal) {
            let span = try OrbitSpan(first: OrbitNumber("700"), last: OrbitNumber("719"))
            configuration.ranges = [OrbitRange(name: "main", span: span)]
        } catch {
            preconditionFailure("the demo's range is good: \(error.detail)")
        }
        return configuration
    }()
}
