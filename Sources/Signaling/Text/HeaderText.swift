// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Text of ours on its way into a header field; whatever others chose in it stays inside its field.
enum HeaderText {
    /// Without control characters: no text can end the line it stands in.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// A quoted string ([RFC 3261 §25.1](https://www.rfc-editor.org/rfc/rfc3261#section-25.1)).
    static func quoted(_ text: String) -> String {
        "\"" + line(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// A name-addr; nil where the URI is not one that may stand between angle brackets.
    static func nameAddress(_ party: Party) -> String? {
        guard let uri = party.uri, isPlainURI(uri) else { return nil }
        guard let name = party.name, !line(name).isEmpty else { return "<\(uri)>" }
        return "\(quoted(name)) <\(uri)>"
    }

    /// Whether a URI is of a kind that names a person, and of visible ASCII that cannot close a bracket or quote.
    static func isPlainURI(_ uri: String) -> Bool {
        let scheme = uri.prefix { $0 != ":" }.lowercased()
        return ["sip", "sips", "tel"].contains(scheme) && uri.utf8.count > scheme.utf8.count + 1
            && uri.utf8.allSatisfy { (0x21...0x7E).contains($0) && ![0x22, 0x3C, 0x3E, 0x5C].contains($0) }
    }

    /// A token ([RFC 3261 §25.1](https://www.rfc-editor.org/rfc/rfc3261#section-25.1)), or nil.
    static func token(_ text: String) -> String? {
        let isToken =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || "-.!%*_+`'~".utf8.contains(byte)
            }
        return isToken ? text : nil
    }
}
