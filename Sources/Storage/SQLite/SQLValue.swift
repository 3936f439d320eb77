// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// What a column can hold.
enum SQLColumn {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// A value that can stand for a `?` of a statement.
protocol SQLValue {
    var column: SQLColumn { get }
}

extension Int64: SQLValue {
    var column: SQLColumn { .integer(self) }
}

extension Int: SQLValue {
    var column: SQLColumn { .integer(Int64(self)) }
}

extension String: SQLValue {
    var column: SQLColumn { .text(self) }
}

extension [UInt8]: SQLValue {
    var column: SQLColumn { .blob(self) }
}

extension Optional: SQLValue where Wrapped: SQLValue {
    var column: SQLColumn { self?.column ?? .null }
}

/// Milliseconds since 1970.
extension WallTime: SQLValue {
    var column: SQLColumn { .integer(milliseconds) }
}

/// An integer that sorts as the number does.
extension OrbitNumber: SQLValue {
    var column: SQLColumn { .integer(key) }
}

/// Sixteen bytes, the most significant first, so that SQLite sorts ids as Swift does.
extension Identity: SQLValue {
    var column: SQLColumn {
        .blob(
            [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } })
    }

    init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let words = [bytes[..<8], bytes[8...]].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        self.init(high: words[0], low: words[1])
    }
}
