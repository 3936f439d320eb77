// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// The row that a statement stands at; its columns are read in their order.
struct Row {
    private let statement: Statement
    private var column: Int32 = 0

    init(_ statement: Statement) {
        self.statement = statement
    }

    mutating func integer() -> Int64 {
        defer { column += 1 }
        return statement.integer(column)
    }

    mutating func optionalInteger() -> Int64? {
        let isNull = statement.isNull(column)
        let value = integer()
        return isNull ? nil : value
    }

    mutating func text() -> String {
        defer { column += 1 }
        return statement.text(column)
    }

    mutating func optionalText() -> String? {
        let isNull = statement.isNull(column)
        let value = text()
        return isNull ? nil : value
    }

    mutating func bytes() -> [UInt8] {
        defer { column += 1 }
        return statement.bytes(column)
    }

    mutating func time() -> WallTime {
        WallTime(milliseconds: integer())
    }

    mutating func identity<Subject>() throws(Refusal) -> Identity<Subject> {
        try decode(bytes(), "an id") { Identity(bytes: $0) }
    }

    mutating func orbit() throws(Refusal) -> OrbitNumber {
        try decode(integer(), "an orbit number") { OrbitNumber(key: $0) }
    }

    mutating func choice<Value: RawRepresentable<String>>(_: Value.Type) throws(Refusal) -> Value {
        try decode(text(), "a \(Value.self)") { Value(rawValue: $0) }
    }

    mutating func address() throws(Refusal) -> SocketAddress {
        try decode(text(), "an address") { SocketAddress($0) }
    }

    mutating func json() throws(Refusal) -> JSON {
        try json(text())
    }

    mutating func optionalJSON() throws(Refusal) -> JSON? {
        guard let text = optionalText() else { return nil }
        return try json(text)
    }

    private func json(_ text: String) throws(Refusal) -> JSON {
        try decode(text, "JSON") { text in (try? JSON.read(text.utf8))?.sorted }
    }

    /// Turns a column into what the product knows; this program wrote it, so only damage makes it fail.
    private func decode<Raw, Value>(
        _ raw: Raw, _ what: String, _ read: (Raw) -> Value?
    ) throws(Refusal) -> Value {
        guard let value = read(raw) else {
            throw Refusal(
                .storeUnavailable,
                "the database holds '\(raw)' where \(what) should be: restore it from a backup")
        }
        return value
    }
}
