// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// How values of one kind are read from YAML and written back.
struct ValueKind<Value: Sendable>: Sendable {
    /// What a user may write, as the end of a message.
    let accepted: String
    let isList: Bool
    /// Nil when a fault was added.
    let read: @Sendable (YAMLNode, inout [YAMLFault]) -> Value?
    let write: @Sendable (Value) -> String
}

extension ValueKind {
    /// A kind whose values are single words; the refusal's detail says why one is not acceptable.
    static func scalar(
        _ accepted: String, write: @escaping @Sendable (Value) -> String,
        read: @escaping @Sendable (String) throws(Refusal) -> Value
    ) -> ValueKind {
        ValueKind(
            accepted: accepted, isList: false,
            read: { node, faults in
                guard case .scalar(let text, _) = node.content, !node.isNull else {
                    faults.append(YAMLFault(node.position, "\(node.kind) is given; accepted: \(accepted)"))
                    return nil
                }
                do throws(Refusal) {
                    return try read(text)
                } catch {
                    faults.append(
                        YAMLFault(node.position, "\(printable(error.detail)); accepted: \(accepted)"))
                    return nil
                }
            },
            write: write)
    }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> {
    static var oneOf: ValueKind {
        let names = Value.allCases.map(\.rawValue)
        return scalar(names.joined(separator: ", "), write: \.rawValue) { text throws(Refusal) in
            if let value = Value(rawValue: text) { return value }
            let guess = nearest(to: text, among: names).map { "; did you mean \(quoted($0))?" } ?? ""
            throw Refusal(.invalid, "\(quoted(text)) is not known\(guess)")
        }
    }
}

extension ValueKind where Value == Bool {
    static var boolean: ValueKind {
        scalar("true, false", write: { String($0) }) { text throws(Refusal) in
            guard let value = Bool(text) else { throw Refusal(.invalid, "\(quoted(text)) is neither") }
            return value
        }
    }
}

extension ValueKind where Value == Duration {
    static var seconds: ValueKind {
        scalar("whole seconds from 0 to 86400", write: { String($0.components.seconds) }) {
            text throws(Refusal) in
            guard text.utf8.allSatisfy({ (48...57).contains($0) }), let seconds = Int64(text),
                seconds <= 86_400
            else { throw Refusal(.invalid, "\(quoted(text)) is not") }
            return .seconds(seconds)
        }
    }
}

extension ValueKind where Value == String {
    static var path: ValueKind {
        scalar("the path of a directory", write: yamlText) { text throws(Refusal) in
            guard !text.isEmpty, printable(text) == text else {
                throw Refusal(.invalid, "\(quoted(text)) is empty or has control characters")
            }
            return text
        }
    }

    static func name(_ field: String) -> ValueKind {
        scalar("a name", write: yamlText) { text throws(Refusal) in
            try requireName(field, text)
            return text
        }
    }
}

/// A scalar as YAML that reads back as the same text, quoted only where it must be.
@Sendable func yamlText(_ text: String) -> String {
    let isPlain =
        text.first.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "/") } ?? false
        && !text.hasSuffix(":") && !text.contains("::") && text.lowercased() != "null"
        && text.utf8.allSatisfy { byte in
            byte < 0x80
                && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
                || "._/:-".utf8.contains(byte)
        }
    return isPlain && text != "..." ? text : JSON.string(text).text
}
