// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Reads the name-addr of header fields that Sofia hands over as plain text.
enum NameAddress {
    /// The entries of a comma-separated field; commas in quotes and angle brackets separate nothing.
    static func entries(_ value: String) -> [String] {
        var entries = [""]
        var isQuoted = false
        var isEscaped = false
        var isBracketed = false
        for scalar in value.unicodeScalars {
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if scalar == "\\" {
                    isEscaped = true
                } else if scalar == "\"" {
                    isQuoted = false
                }
            } else if scalar == "\"", !isBracketed {
                isQuoted = true
            } else if scalar == "<" {
                isBracketed = true
            } else if scalar == ">" {
                isBracketed = false
            } else if scalar == ",", !isBracketed {
                entries.append("")
                continue
            }
            entries[entries.count - 1].unicodeScalars.append(scalar)
        }
        return entries.map(trimmed).filter { !$0.isEmpty }
    }

    /// `"Name" <uri>;parameters`, `Name <uri>` or a bare URI; nil if there is no URI that names a person.
    static func party(_ entry: String) -> Party? {
        let (quotedName, rest) = leadingQuote(trimmed(entry))
        guard let open = rest.firstIndex(of: "<") else {
            let uri = trimmed(String(rest.prefix { $0 != ";" }))
            return quotedName == nil && HeaderText.isPlainURI(uri) ? Party(uri: uri) : nil
        }
        let inside = rest[rest.index(after: open)...]
        guard let close = inside.firstIndex(of: ">") else { return nil }
        let uri = String(inside[..<close])
        guard HeaderText.isPlainURI(uri) else { return nil }
        let name = quotedName ?? trimmed(String(rest[..<open]))
        return Party(uri: uri, name: name.isEmpty ? nil : HeaderText.line(name))
    }

    /// The contents of a quoted string, or the text itself where it is not quoted.
    static func unquoted(_ text: String) -> String {
        let text = trimmed(text)
        return leadingQuote(text).quoted ?? text
    }

    /// Takes a quoted string off the front.
    private static func leadingQuote(_ text: String) -> (quoted: String?, rest: Substring) {
        guard text.unicodeScalars.first == "\"" else { return (nil, text[...]) }
        var name = ""
        var isEscaped = false
        let scalars = text.unicodeScalars
        var index = scalars.index(after: scalars.startIndex)
        while index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            if !isEscaped, scalar == "\"" { return (name, Substring(scalars[index...])) }
            if !isEscaped, scalar == "\\" {
                isEscaped = true
            } else {
                isEscaped = false
                name.unicodeScalars.append(scalar)
            }
        }
        return (nil, "")
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        var scalars = text.unicodeScalars[...]
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// Undoes percent escapes; what is not UTF-8 afterwards is replaced, and a broken escape stands for itself.
    static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, !rest.prefix(2).contains(UInt8(ascii: "+")),
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
