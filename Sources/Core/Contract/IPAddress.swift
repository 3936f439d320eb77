// SPDX-License-Identifier: GPL-3.0-or-later
/// An IPv4 or IPv6 address without a port; IPv4-mapped IPv6 addresses are IPv4.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    package enum Family: Sendable { case v4, v6 }

    package let family: Family
    /// The sixteen bytes of IPv6 as two numbers, or the four of IPv4 as the low one.
    package let high: UInt64
    package let low: UInt64

    private init(_ family: Family, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    package init(v4 bits: UInt32) {
        self.init(.v4, high: 0, low: UInt64(bits))
    }

    package init(v6High high: UInt64, low: UInt64) {
        if high == 0, low >> 32 == 0xFFFF {
            self.init(v4: UInt32(truncatingIfNeeded: low))
        } else {
            self.init(.v6, high: high, low: low)
        }
    }

    /// `0.0.0.0` or `::`, which names nobody.
    package var isUnspecified: Bool { high == 0 && low == 0 }

    /// Reads dotted IPv4 or RFC 4291 IPv6 text, the latter with or without brackets; no names, no zones.
    package init?(_ text: some StringProtocol) {
        var text = Substring(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        if let bits = Self.dotted(text) {
            self.init(v4: bits)
        } else if let (high, low) = Self.colons(text) {
            self.init(v6High: high, low: low)
        } else {
            return nil
        }
    }

    private static func dotted(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                let value = UInt8(part), part.utf8.count == 1 || part.utf8.first != 48
            else { return nil }
            bits = bits << 8 | UInt32(value)
        }
        return bits
    }

    private static func colons(_ text: Substring) -> (UInt64, UInt64)? {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.contains(58), halves.count <= 2, let left = groups(halves[0]) else { return nil }
        var all = left
        if halves.count == 2 {
            guard let right = groups(halves[1]), left.count + right.count <= 7 else { return nil }
            all += Array(repeating: 0, count: 8 - left.count - right.count) + right
        }
        guard all.count == 8 else { return nil }
        let words = [all[0..<4], all[4..<8]].map { $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        return (words[0], words[1])
    }

    /// The 16-bit groups of one side of `::`; the last may be dotted IPv4.
    private static func groups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let bits = dotted(part) {
                groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
            } else {
                guard (1...4).contains(part.utf8.count), let value = UInt16(part, radix: 16),
                    part.utf8.first != UInt8(ascii: "+")
                else { return nil }
                groups.append(value)
            }
        }
        return groups
    }

    /// Canonical text ([RFC 5952](https://www.rfc-editor.org/rfc/rfc5952)): lower case, the longest run of zeros as `::`.
    package var description: String {
        guard family == .v6 else {
            return [24, 16, 8, 0].map { String(low >> $0 & 0xFF) }.joined(separator: ".")
        }
        let groups = [high, low].flatMap { word in [48, 32, 16, 0].map { UInt16(word >> $0 & 0xFFFF) } }
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard longest.count > 1 else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}

/// A block of addresses in CIDR notation; a bare address is a block of one.
package struct IPNetwork: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let prefix: Int

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let width = address.family == .v4 ? 32 : 128
        guard parts.count == 2 else {
            self.address = address
            prefix = width
            return
        }
        guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let prefix = Int(parts[1]),
            prefix <= width
        else { return nil }
        self.address = address
        self.prefix = prefix
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard other.family == address.family else { return false }
        let skipped = address.family == .v4 ? 96 : 0
        let kept = prefix + skipped
        let highMask = kept >= 64 ? UInt64.max : kept == 0 ? 0 : ~(UInt64.max >> kept)
        let lowMask = kept <= 64 ? 0 : kept == 128 ? UInt64.max : ~(UInt64.max >> (kept - 64))
        return (other.high ^ address.high) & highMask == 0 && (other.low ^ address.low) & lowMask == 0
    }

    package var description: String { "\(address)/\(prefix)" }
}

/// An address and a port.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let port: UInt16

    package init(_ address: IPAddress, _ port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads `127.0.0.1:8080` or `[::1]:8080`.
    package init?(_ text: some StringProtocol) {
        guard let colon = text.lastIndex(of: ":"),
            text[colon...].dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            return nil
        }
        let host = text[..<colon]
        guard let address = IPAddress(host), (address.family == .v6) == host.hasPrefix("[") else {
            return nil
        }
        self.init(address, port)
    }

    package var description: String {
        address.family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}
