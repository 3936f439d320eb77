// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension ValueKind where Value == [Configuration.SIPListener] {
    static var sipListeners: ValueKind {
        let accepted = "udp:ADDRESS:PORT or tcp:ADDRESS:PORT, IPv6 in brackets"
        let listener = ValueKind<Configuration.SIPListener>.scalar(
            accepted, write: { yamlText($0.description) }
        ) { text throws(Refusal) in
            guard let listener = Configuration.SIPListener(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is not a transport, an address and a port")
            }
            return listener
        }
        return list(
            "a list of \(accepted), such as [udp:0.0.0.0:5060, \"tcp:[::]:5060\"]", of: listener,
            clash: { listener, earlier in
                // Port 0 is another port every time.
                listener.address.port != 0 && earlier.contains(listener)
                    ? "\(listener) is listed twice; keep one" : nil
            })
    }
}

extension ValueKind where Value == String? {
    static var hostOrAuto: ValueKind {
        scalar("auto, an address, or a host name", write: { yamlText($0 ?? "auto") }) {
            text throws(Refusal) in
            if text == "auto" { return nil }
            if let address = IPAddress(text) {
                guard address.low | address.high != 0 else {
                    throw Refusal(.invalid, "\(text) stands for any address, not for one")
                }
                return address.family == .v4 ? address.description : "[\(address)]"
            }
            guard isHostName(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is neither an address nor a host name")
            }
            return text
        }
    }

    /// Whether SIP takes the text for a name, whose last label begins with a letter
    /// ([RFC 3261 §25.1](https://www.rfc-editor.org/rfc/rfc3261#section-25.1)).
    private static func isHostName(_ text: String) -> Bool {
        var labels = text.split(separator: ".", omittingEmptySubsequences: false)
        if labels.last == "", labels.count > 1 { labels.removeLast() }
        guard text.utf8.count <= 253, labels.last?.first?.isLetter == true else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }
}

extension ValueKind where Value == String {
    static var parkNumber: ValueKind {
        scalar("1 to 64 letters, digits, or any of * # - _ .", write: yamlText) { text throws(Refusal) in
            guard !text.isEmpty, isDialled(text) else {
                throw Refusal(.invalid, "\(quoted(text)) is not a park number")
            }
            return text
        }
    }

    static var pickupPrefix: ValueKind {
        scalar("at most 64 letters, digits, or any of * # - _ .", write: yamlText) { text throws(Refusal) in
            guard isDialled(text) else { throw Refusal(.invalid, "\(quoted(text)) is not a prefix") }
            return text
        }
    }

    private static func isDialled(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.utf8.allSatisfy { isLetterOrDigit($0) || "*#-_.".utf8.contains($0) }
    }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
