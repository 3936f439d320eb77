// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The small grammar of SDP that Sofia leaves to its caller.
enum SDPText {
    /// The text as it may be repeated in a log line or a SIP header: short, and without control characters.
    static func printable(_ text: some CustomStringConvertible) -> String {
        let kept = text.description.unicodeScalars.prefix(40).map { scalar in
            (0x20...0x7E).contains(scalar.value) ? Character(scalar) : "?"
        }
        return String(kept)
    }

    /// The first few items in a row, for a sentence.
    static func list(_ items: [some CustomStringConvertible]) -> String {
        guard !items.isEmpty else { return "nothing" }
        let shown = items.prefix(8).map { printable($0) }.joined(separator: ", ")
        return items.count > 8 ? shown + ", …" : shown
    }

    /// The value of `a=ptime` or `a=maxptime`; some phones write fractions, which are dropped.
    static func milliseconds(_ name: String, _ attributes: [(name: String, value: String)]) -> Int? {
        guard let value = attributes.first(where: { $0.name == name })?.value else { return nil }
        let digits = value.utf8.drop { $0 == 32 }.prefix { (48...57).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
    }

    /// What the formats of an RTP profile mean that Sofia does not know, such as RTP/AVPF.
    static func payloads(_ formats: [String], attributes: [(name: String, value: String)]) -> [PayloadFormat]
    {
        let maps = attributes.filter { $0.name == "rtpmap" }.compactMap { rtpmap($0.value) }
        return formats.compactMap { format in
            guard let number = UInt8(format), number < 128 else { return nil }
            if let map = maps.first(where: { $0.number == number }) { return map }
            let known = Codec.allCases.first { $0.payloadType == number }
            return PayloadFormat(
                number: number, encoding: known?.rawValue ?? "", rate: known?.clockRate ?? 0, channels: nil)
        }
    }

    /// Reads `97 PCMA/8000/1`.
    private static func rtpmap(_ value: String) -> PayloadFormat? {
        let words = value.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let number = UInt8(words[0]) else { return nil }
        let parts = words[1].split(separator: "/", maxSplits: 2)
        guard parts.count >= 2, let rate = Int(parts[1]) else { return nil }
        return PayloadFormat(
            number: number, encoding: String(parts[0]), rate: rate,
            channels: parts.count == 3 ? String(parts[2]) : nil)
    }
}
