// SPDX-License-Identifier: GPL-3.0-or-later
/// A UUID that says what it names, so that a job's id cannot be passed where a call's is wanted.
package struct Identity<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A version 7 UUID: ordered by time, then random ([RFC 9562 §5.7](https://www.rfc-editor.org/rfc/rfc9562#section-5.7)).
    package init(at time: WallTime, random: (UInt64, UInt64)) {
        high = UInt64(truncatingIfNeeded: time.milliseconds) << 16 | 0x7000 | random.0 & 0x0FFF
        low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
    }

    /// The same number, naming something else.
    package init<Other>(_ other: Identity<Other>) {
        self.init(high: other.high, low: other.low)
    }

    /// Reads the usual 36 characters; anything else is nil.
    package init?(_ text: some StringProtocol) {
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (position, byte) in text.utf8.enumerated() {
            if [8, 13, 18, 23].contains(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard digits < 32, let value = hexadecimal(byte) else { return nil }
            if digits < 16 { words.0 = words.0 << 4 | value } else { words.1 = words.1 << 4 | value }
            digits += 1
        }
        guard digits == 32, text.utf8.count == 36 else { return nil }
        high = words.0
        low = words.1
    }

    package var description: String {
        let text = hexadecimal(high) + hexadecimal(low)
        let cuts = [0, 8, 12, 16, 20, 32].map { text.utf8.index(text.utf8.startIndex, offsetBy: $0) }
        return zip(cuts, cuts.dropFirst()).map { String(text[$0..<$1]) }.joined(separator: "-")
    }

    package static func < (left: Identity, right: Identity) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// One far end: its SIP dialog if it has one, and its stream. A call parked by itself has its leg under its own number.
package typealias LegID = Identity<MediaStream>
package typealias CallID = Identity<ParkedCall>
package typealias JobID = Identity<Job>
package typealias TokenID = Identity<AccessToken>

private func hexadecimal(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
