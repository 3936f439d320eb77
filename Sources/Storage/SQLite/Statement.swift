// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSQLite

/// A prepared statement of SQLite (`sqlite3_prepare_v3`), used over and over by its connection.
final class Statement {
    enum Step { case row, done, failed }

    private let pointer: OpaquePointer
    /// `SQLITE_TRANSIENT`: SQLite copies what is bound before the call returns.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Nil when the text is not SQL that the database understands.
    init?(_ sql: String, on database: OpaquePointer) {
        var pointer: OpaquePointer?
        guard
            sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
                == SQLITE_OK,
            let pointer
        else { return nil }
        self.pointer = pointer
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    /// Puts a value in the place of each `?`, the first first.
    func bind(_ values: [any SQLValue]) {
        precondition(
            values.count == sqlite3_bind_parameter_count(pointer), "a value for each ? of a statement")
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let result =
                switch value.column {
                case .null: sqlite3_bind_null(pointer, place)
                case .integer(let integer): sqlite3_bind_int64(pointer, place, integer)
                case .text(let text):
                    sqlite3_bind_text(pointer, place, text, Int32(text.utf8.count), Self.copies)
                case .blob(let bytes):
                    sqlite3_bind_blob(pointer, place, bytes, Int32(bytes.count), Self.copies)
                }
            precondition(result == SQLITE_OK, "a statement that was reset takes values: \(result)")
        }
    }

    func step() -> Step {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: .row
        case SQLITE_DONE: .done
        default: .failed
        }
    }

    /// Ends the reading, so that the statement holds no snapshot of the database and no values.
    func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    /// The columns of the row it stands at (`sqlite3_column_…`), counted from 0.
    func isNull(_ index: Int32) -> Bool {
        sqlite3_column_type(pointer, index) == SQLITE_NULL
    }

    func integer(_ index: Int32) -> Int64 {
        sqlite3_column_int64(pointer, index)
    }

    func text(_ index: Int32) -> String {
        guard let start = sqlite3_column_text(pointer, index) else { return "" }
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, index))),
            as: UTF8.self)
    }

    func bytes(_ index: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(pointer, index) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, index))))
    }
}
