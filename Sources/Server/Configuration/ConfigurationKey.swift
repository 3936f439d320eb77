// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// One key of the configuration; the table of all of them drives reading, overrides, display and documents.
package struct ConfigurationKey: Sendable {
    /// The names from the root down, joined by dots.
    package let path: String
    package let accepted: String
    package let meaning: String
    let isList: Bool
    let read: @Sendable (YAMLNode, inout Configuration, inout [YAMLFault]) -> Void
    let write: @Sendable (Configuration) -> String

    private init<Value>(
        _ path: String, _ kind: ValueKind<Value>,
        _ place: any WritableKeyPath<Configuration, Value> & Sendable, _ meaning: String
    ) {
        self.path = path
        self.accepted = kind.accepted
        self.meaning = meaning
        isList = kind.isList
        read = { node, configuration, faults in
            if let value = kind.read(node, &faults) { configuration[keyPath: place] = value }
        }
        write = { configuration in kind.write(configuration[keyPath: place]) }
    }

    package static let all: [ConfigurationKey] = [
        ConfigurationKey("data", .path, \.data, "where the store and all other data lie"),
        ConfigurationKey(
            "store", .oneOf, \.store, "what remembers ranges and calls; memory forgets them at a restart"),
        ConfigurationKey("node.name", .name("name"), \.node.name, "this server among those of its pool"),
        ConfigurationKey("node.pool", .name("pool"), \.node.pool, "the ranges this server serves"),
        ConfigurationKey(
            "sip.listen", .sipListeners, \.sip.listen,
            "where SIP is spoken; an empty list is nowhere, port 0 a port of the kernel's choice"),
        ConfigurationKey(
            "sip.advertise", .hostOrAuto, \.sip.advertise,
            "the host peers are told in Contact, where it is another behind a NAT; auto is the local address"),
        ConfigurationKey(
            "sip.park_number", .parkNumber, \.sip.parkNumber,
            "the number that parks a call in the first range"),
        ConfigurationKey(
            "sip.park_numbers", .parkNumbers, \.sip.listedParkNumbers,
            "several of them, instead of sip.park_number, each for a range or for the first there is"),
        ConfigurationKey(
            "sip.pickup_prefix", .pickupPrefix, \.sip.pickupPrefix,
            "before an orbit's number it retrieves, and never parks; empty for none"),
        ConfigurationKey(
            "sip.trusted_peers", .networks, \.sip.trustedPeers,
            "the networks whose word on who parked is taken, and that are told orbits and tokens"),
        ConfigurationKey(
            "rtp.address", .addressOrAuto, \.rtp.address,
            "the local address to send music from; auto is the one that reaches the peer"),
        ConfigurationKey(
            "rtp.advertise", .addressOrAuto, \.rtp.advertise,
            "the address peers are told, where it is another behind a NAT; auto is the one sent from"),
        ConfigurationKey(
            "rtp.ports", .ports, \.rtp.ports, "the UDP ports for RTP and RTCP, two for each call"),
        ConfigurationKey(
            "rtp.allowed_networks", .networks, \.rtp.allowedNetworks,
            "where a bare RTP address given through the API may lie"),
        ConfigurationKey("http.listen", .listener, \.http.listen, "where the API is served"),
        ConfigurationKey(
            "http.metrics_need_token", .boolean, \.http.metricsNeedToken,
            "whether /metrics wants a bearer token"),
        ConfigurationKey(
            "ranges", .ranges, \.ranges,
            "seeds the store at the first start; the API owns the ranges afterwards"),
    ]

    package func text(in configuration: Configuration) -> String { write(configuration) }

    /// The name of the environment variable that overrides the key.
    package var variable: String {
        "LAYBY_" + path.uppercased().split(separator: ".").joined(separator: "__")
    }

    /// The names that may stand directly below a path; the root is the empty path.
    static func names(below path: String) -> [String] {
        let prefix = path.isEmpty ? "" : path + "."
        var names: [String] = []
        for key in all where key.path.hasPrefix(prefix) {
            let name = String(key.path.dropFirst(prefix.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}
