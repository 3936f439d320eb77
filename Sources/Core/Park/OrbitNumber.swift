// SPDX-License-Identifier: GPL-3.0-or-later
/// The number of an orbit: one to nine digits without a leading zero, or `*` or `#` and up to eight.
package struct OrbitNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// `*`, `#` or nothing.
    package let prefix: String
    package let value: Int

    /// Reads `701`, `*701` or `#701`; the refusal says which rule was broken.
    package init(_ text: String) throws(Refusal) {
        prefix = text.hasPrefix("*") || text.hasPrefix("#") ? String(text.prefix(1)) : ""
        let digits = text.utf8.dropFirst(prefix.utf8.count)
        let most = prefix.isEmpty ? 9 : 8
        guard (1...most).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
            digits.first != UInt8(ascii: "0"), let value = Int(Substring(digits))
        else {
            throw Refusal(
                .orbitFormat,
                "'\(text)' is not an orbit number: use 1 to 9 digits without a leading zero, or * or # and 1 to 8 digits"
            )
        }
        guard prefix.isEmpty || value > 100 else {
            throw Refusal(
                .orbitFormat, "'\(text)' is too small: the number after \(prefix) must be above 100")
        }
        self.value = value
    }

    init(prefix: String, value: Int) {
        self.prefix = prefix
        self.value = value
    }

    package var description: String { prefix + String(value) }

    package static func < (left: OrbitNumber, right: OrbitNumber) -> Bool {
        (left.prefix, left.value) < (right.prefix, right.value)
    }
}

/// Consecutive orbit numbers, first and last included.
package struct OrbitSpan: Hashable, Sendable, CustomStringConvertible {
    package static let mostOrbits = 10_000

    package let first: OrbitNumber
    package let last: OrbitNumber

    package init(first: OrbitNumber, last: OrbitNumber) throws(Refusal) {
        guard first.prefix == last.prefix, first.description.count == last.description.count else {
            throw Refusal(
                .invalid, "first \(first) and last \(last) must have the same length and the same prefix")
        }
        guard first <= last else {
            throw Refusal(.invalid, "first \(first) must not be above last \(last)")
        }
        guard last.value - first.value < Self.mostOrbits else {
            throw Refusal(
                .invalid,
                "\(first) to \(last) are \(last.value - first.value + 1) orbits; a range holds at most \(Self.mostOrbits)"
            )
        }
        self.first = first
        self.last = last
    }

    package var count: Int { last.value - first.value + 1 }

    package var numbers: some Sequence<OrbitNumber> & Sendable {
        let prefix = first.prefix
        return (first.value...last.value).lazy.map { OrbitNumber(prefix: prefix, value: $0) }
    }

    package func contains(_ number: OrbitNumber) -> Bool {
        number.prefix == first.prefix && (first.value...last.value).contains(number.value)
    }

    package func overlaps(_ other: OrbitSpan) -> Bool {
        first.prefix == other.first.prefix && first.value <= other.last.value
            && other.first.value <= last.value
    }

    package var description: String { "\(first)–\(last)" }
}
