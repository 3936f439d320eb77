// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

extension JSON {
    /// Reads a JSON document ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)); the refusal says where it breaks off.
    ///
    /// Strict, and linear in the length of the document: it comes from outside. Members keep their order.
    package static func read(_ bytes: some Collection<UInt8>) throws(Refusal) -> JSON {
        var reader = JSONReader(Array(bytes))
        return try reader.document()
    }
}

/// A recursive descent over the bytes of one document.
private struct JSONReader {
    /// Deep enough for any sensible document, and shallow enough for the stack of any thread.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(Refusal) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw broken("nothing may follow the value") }
        return value
    }

    private mutating func value(depth: Int) throws(Refusal) -> JSON {
        guard depth <= Self.deepest else { throw broken("more than \(Self.deepest) levels of nesting") }
        skipSpace()
        switch next ?? 0 {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw broken("a value is expected")
        }
    }

    private mutating func members(depth: Int) throws(Refusal) -> [JSON.Member] {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        position += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else {
                throw broken("the name of a member is expected in quotation marks")
            }
            let name = try string()
            guard names.insert(name).inserted else {
                throw broken("the member '\(name.prefix(64))' comes twice")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw broken("a colon is expected") }
            members.append(JSON.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw broken("a comma or a closing brace is expected") }
        return members
    }

    private mutating func elements(depth: Int) throws(Refusal) -> [JSON] {
        var elements: [JSON] = []
        position += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw broken("a comma or a closing bracket is expected") }
        return elements
    }

    private mutating func string() throws(Refusal) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw broken("the text before is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"):
                position += 1
                text += Array(String(Character(try escape())).utf8)
            case 0..<0x20: throw broken("a control character must be escaped")
            default:
                text.append(byte)
                position += 1
            }
        }
        throw broken("a closing quotation mark is expected")
    }

    private mutating func escape() throws(Refusal) -> Unicode.Scalar {
        guard let byte = next else { throw broken("an escape breaks off") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try fourDigits()
            if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try fourDigits()
                guard (0xDC00..<0xE000).contains(low) else {
                    throw broken("half of a surrogate pair is missing")
                }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw broken("half of a surrogate pair is missing")
            }
            return scalar
        default: throw broken("this escape is not known")
        }
    }

    private mutating func fourDigits() throws(Refusal) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-"),
            let code = UInt32(Substring(decoding: digits, as: UTF8.self), radix: 16)
        else { throw broken("four hexadecimal digits are expected") }
        position += 4
        return code
    }

    private mutating func number() throws(Refusal) -> JSON {
        let start = position
        var isWhole = true
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        let text = Substring(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw broken("the number is too large") }
        return .number(number)
    }

    private mutating func digits() throws(Refusal) {
        guard let first = next, (48...57).contains(first) else { throw broken("a digit is expected") }
        while let byte = next, (48...57).contains(byte) { position += 1 }
    }

    private mutating func word(_ word: String, _ value: JSON) throws(Refusal) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw broken("a value is expected") }
        position += word.utf8.count
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func broken(_ reason: String) -> Refusal {
        let read = bytes[..<position]
        let line = read.count { $0 == 0x0A } + 1
        let column = position - (read.lastIndex(of: 0x0A) ?? -1)
        return Refusal(.malformed, "the body is not JSON: \(reason) at line \(line), column \(column)")
    }
}
