// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension Configuration {
    /// Settings that are accepted, but probably not what was meant.
    var doubts: [(key: String, message: String)] {
        var doubts: [(key: String, message: String)] = []
        if ranges.isEmpty {
            doubts.append(("ranges", "none: no call can be parked until 'layby ranges create' has made one"))
        }
        for range in ranges where range.pool != node.pool {
            doubts.append(
                (
                    "ranges",
                    "range \(quoted(range.name)) is of pool \(quoted(range.pool)), and this node of \(quoted(node.pool))"
                ))
        }
        for case let name? in sip.listedParkNumbers.map(\.range)
        where !ranges.isEmpty && !ranges.contains(where: { $0.name == name }) {
            doubts.append(
                (
                    "sip.park_numbers",
                    "no range of this configuration is named \(quoted(name)): 'layby ranges create' must have made it"
                ))
        }
        if store == .memory {
            doubts.append(("store", "memory forgets ranges, calls and tokens at a restart"))
        }
        if !http.listen.address.isLoopback {
            doubts.append(
                (
                    "http.listen",
                    "\(http.listen) can be reached from elsewhere, and tokens travel in clear: put TLS in front"
                ))
        }
        for network in sip.trustedPeers where network.prefix == 0 {
            doubts.append(
                (
                    "sip.trusted_peers",
                    "\(network) trusts every address: name the networks of your own servers"
                ))
        }
        for network in rtp.allowedNetworks where network.prefix == 0 {
            doubts.append(
                ("rtp.allowed_networks", "\(network) lets whoever may park send music to any address"))
        }
        return doubts
    }
}

extension IPAddress {
    package var isLoopback: Bool {
        family == .v4 ? low >> 24 == 127 : high == 0 && low == 1
    }
}
