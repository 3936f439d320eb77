// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension ValueKind where Value == IPAddress? {
    static var addressOrAuto: ValueKind {
        scalar("auto, or an IPv4 or IPv6 address", write: { yamlText($0?.description ?? "auto") }) {
            text throws(Refusal) in
            if text == "auto" { return nil }
            guard let address = IPAddress(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is not an address")
            }
            guard address.low | address.high != 0 else {
                throw Refusal(.invalid, "\(text) stands for any address, not for one")
            }
            return address
        }
    }
}

extension ValueKind where Value == SocketAddress {
    static var listener: ValueKind {
        scalar("ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080", write: { yamlText($0.description) }) {
            text throws(Refusal) in
            guard let address = SocketAddress(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is not an address and a port")
            }
            return address
        }
    }
}

extension ValueKind where Value == ClosedRange<UInt16> {
    /// RTP takes an even port and RTCP the odd one above it
    /// ([RFC 3550 §11](https://www.rfc-editor.org/rfc/rfc3550#section-11)).
    static var ports: ValueKind {
        scalar(
            "LOW-HIGH with 1024 ≤ LOW < HIGH ≤ 65535 and room for 100 pairs",
            write: { "\($0.lowerBound)-\($0.upperBound)" }
        ) { text throws(Refusal) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
                let low = UInt16(parts[0]), let high = UInt16(parts[1])
            else { throw Refusal(.invalid, "\(quoted(text)) is not two port numbers") }
            guard low >= 1024 else { throw Refusal(.invalid, "\(low) is a port of the system's") }
            guard low < high else { throw Refusal(.invalid, "\(low) is not below \(high)") }
            let pairs = (Int(high) + 1 - (Int(low) + 1) / 2 * 2) / 2
            guard pairs >= 100 else { throw Refusal(.invalid, "\(text) has room for \(pairs) pairs") }
            return low...high
        }
    }
}

extension ValueKind where Value == [IPNetwork] {
    static var networks: ValueKind {
        let network = ValueKind<IPNetwork>.scalar(
            "ADDRESS/PREFIX, or one address", write: { yamlText($0.description) }
        ) { text throws(Refusal) in
            guard let network = IPNetwork(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is not a network")
            }
            return network
        }
        return list("a list of networks, such as [10.0.0.0/8, \"fc00::/7\"]", of: network)
    }
}
