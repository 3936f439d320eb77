// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// What an admin may decide about the control plane.
package struct ControlSettings: Sendable {
    /// Loopback and the private networks of RFC 1918, RFC 4193 and RFC 4291 §2.5.6.
    package static let privateNetworks = [
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7", "fe80::/10",
    ].map { IPNetwork($0)! }

    /// Where HTTP is served; port 0 takes a free one.
    package var listen = SocketAddress("127.0.0.1:8080")!
    /// Where a bare RTP address given through the API must lie.
    package var allowedNetworks = ControlSettings.privateNetworks
    package var mostBodyBytes = 1 << 20
    /// Whether `/metrics` asks for a token, of any role.
    package var metricsNeedToken = false
    package var mostConnections = 1024
    /// Connections of one address; loopback, where proxies live, is bounded by `mostConnections` alone.
    package var mostConnectionsPerAddress = 64
    /// The program's version, as the metrics show it.
    package var version: String

    package init(version: String) {
        self.version = version
    }
}
