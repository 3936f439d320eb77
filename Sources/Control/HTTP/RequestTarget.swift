// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The path and query of a request, decoded ([RFC 3986 §2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1)).
struct RequestTarget: Equatable, Sendable {
    struct Parameter: Equatable, Sendable {
        let name: String
        let value: String
    }

    /// The segments between slashes; a slash that was percent-encoded stays inside its segment.
    let segments: [String]
    let query: [Parameter]

    /// Takes the origin form and the absolute form, which every server must understand (RFC 9112 §3.2.2).
    init(_ text: String) throws(Refusal) {
        var rest = Substring(text)
        if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
            rest = rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...]
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for segment in parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            segments.append(try Self.decoded(segment, plusIsSpace: false))
        }
        var query: [Parameter] = []
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count == 2 ? sides[1] : ""
            query.append(
                Parameter(
                    name: try Self.decoded(sides[0], plusIsSpace: true),
                    value: try Self.decoded(value, plusIsSpace: true)))
        }
        self.segments = segments
        self.query = query
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) throws(Refusal) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy(isHexadecimal),
                    let value = UInt8(Substring(digits), radix: 16)
                else {
                    throw Refusal(
                        .malformed, "'\(text)' in the URL has a % that two hexadecimal digits do not follow")
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let string = String(validating: bytes, as: UTF8.self),
            !bytes.contains(where: { $0 < 32 || $0 == 127 })
        else {
            throw Refusal(
                .malformed, "the URL must be UTF-8 without control characters once it is percent-decoded")
        }
        return string
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
