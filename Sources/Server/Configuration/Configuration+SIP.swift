// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

extension Configuration {
    package struct SIP: Hashable, Sendable {
        /// None at all means that no SIP is spoken.
        package var listen = SIPListener.Transport.allCases.map {
            SIPListener(transport: $0, address: SocketAddress(IPAddress(v4: 0), 5060))
        }
        /// What peers are told in Contact, as it stands in a URI, so IPv6 in brackets; nil is the local address.
        package var advertise: String?
        package var parkNumber = "park"
        /// Where there are any, they replace the one park number.
        package var listedParkNumbers: [Dialplan.ParkNumber] = []
        /// May be empty, and then no number picks up.
        package var pickupPrefix = "*88"
        package var trustedPeers = ["127.0.0.0/8", "::1/128"].compactMap { IPNetwork($0) }

        /// The park numbers in force.
        package var parkNumbers: [Dialplan.ParkNumber] {
            listedParkNumbers.isEmpty ? [Dialplan.ParkNumber(number: parkNumber)] : listedParkNumbers
        }
    }

    /// A transport and the address it is taken on, written `udp:127.0.0.1:5060` or `tcp:[::1]:5060`.
    package struct SIPListener: Hashable, Sendable, CustomStringConvertible {
        package enum Transport: String, CaseIterable, Sendable { case udp, tcp }

        package var transport: Transport
        /// Port 0 lets the kernel choose one.
        package var address: SocketAddress

        package init(transport: Transport, address: SocketAddress) {
            self.transport = transport
            self.address = address
        }

        package init?(_ text: some StringProtocol) {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let transport = Transport(rawValue: String(parts[0])),
                let address = SocketAddress(parts[1])
            else { return nil }
            self.init(transport: transport, address: address)
        }

        package var description: String { "\(transport.rawValue):\(address)" }
    }
}
