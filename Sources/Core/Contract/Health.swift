// SPDX-License-Identifier: GPL-3.0-or-later
/// One number for the metrics page.
package struct Measurement: Hashable, Sendable {
    package enum Kind: String, Sendable { case counter, gauge }

    /// The Prometheus name, such as `layby_rtp_packets_sent_total`.
    package var name: String
    package var help: String
    package var kind: Kind
    package var labels: [JSON.Member]
    package var value: Double

    package init(_ name: String, _ help: String, _ kind: Kind, labels: [JSON.Member] = [], value: Double) {
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.value = value
    }
}

/// What the control plane shows of the server's own state; safe to call from any thread.
package protocol Health: AnyObject, Sendable {
    /// Why the server should not get calls now; empty when it is ready.
    var unreadiness: [String] { get }
    func measurements() -> [Measurement]
}
