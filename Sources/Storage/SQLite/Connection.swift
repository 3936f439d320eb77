// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSQLite
internal import Core
internal import Glibc

/// One open handle of SQLite (`sqlite3_open_v2`) with its prepared statements; whoever holds it is its only user.
final class Connection {
    enum Mode { case writing, reading }

    private var handle: OpaquePointer?
    private var statements: [String: Statement] = [:]

    /// Opens the file, which only a writing connection creates.
    init(_ path: String, _ mode: Mode) throws(Refusal) {
        let access = mode == .writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let result = sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil)
        guard result == SQLITE_OK else {
            let failure = refusal()
            close()
            throw failure
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 2000)
    }

    deinit {
        close()
    }

    /// Gives the file back; whatever was committed stays (`sqlite3_close_v2`).
    func close() {
        statements = [:]
        sqlite3_close_v2(handle)
        handle = nil
    }

    /// Whether the last failure was that the file is something else than a database.
    var isNotADatabase: Bool { sqlite3_errcode(handle) == SQLITE_NOTADB }

    /// Runs a text of several statements, none of which gives rows that matter (`sqlite3_exec`).
    func execute(_ script: String) throws(Refusal) {
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw refusal() }
    }

    /// Runs one statement and tells how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: any SQLValue...) throws(Refusal) -> Int {
        let statement = try prepared(sql)
        defer { statement.reset() }
        statement.bind(values)
        while true {
            switch statement.step() {
            case .row: continue
            case .done: return Int(sqlite3_changes64(handle))
            case .failed: throw refusal()
            }
        }
    }

    func rows<Item>(
        _ sql: String, _ values: any SQLValue..., read: (inout Row) throws(Refusal) -> Item
    ) throws(Refusal) -> [Item] {
        let statement = try prepared(sql)
        defer { statement.reset() }
        statement.bind(values)
        var items: [Item] = []
        while true {
            switch statement.step() {
            case .row:
                var row = Row(statement)
                items.append(try read(&row))
            case .done: return items
            case .failed: throw refusal()
            }
        }
    }

    /// The only row of a statement that finds one or none.
    func first<Item>(
        _ sql: String, _ values: any SQLValue..., read: (inout Row) throws(Refusal) -> Item
    ) throws(Refusal) -> Item? {
        let statement = try prepared(sql)
        defer { statement.reset() }
        statement.bind(values)
        switch statement.step() {
        case .row:
            var row = Row(statement)
            return try read(&row)
        case .done: return nil
        case .failed: throw refusal()
        }
    }

    /// Does all of the body or, when it throws, none of it; what it did is on the disk when this returns.
    func transaction<Value>(_ body: (Connection) throws(Refusal) -> Value) throws(Refusal) -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Reads several times from one state of the database, whatever is committed meanwhile.
    func snapshot<Value>(_ body: (Connection) throws(Refusal) -> Value) throws(Refusal) -> Value {
        try transaction("BEGIN", body)
    }

    private func transaction<Value>(
        _ begin: String, _ body: (Connection) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        try run(begin)
        do throws(Refusal) {
            let value = try body(self)
            try run("COMMIT")
            return value
        } catch {
            // A full disk makes SQLite roll back by itself; then there is nothing left to undo.
            if sqlite3_get_autocommit(handle) == 0 { _ = try? run("ROLLBACK") }
            throw error
        }
    }

    private func prepared(_ sql: String) throws(Refusal) -> Statement {
        if let statement = statements[sql] { return statement }
        guard let handle else {
            throw Refusal(.storeUnavailable, "the store is closed")
        }
        guard let statement = Statement(sql, on: handle) else { throw refusal() }
        statements[sql] = statement
        return statement
    }

    /// The last failure of this handle, in words for whoever runs the server.
    private func refusal() -> Refusal {
        let code = sqlite3_extended_errcode(handle)
        let reason = String(cString: sqlite3_errmsg(handle))
        let system = sqlite3_system_errno(handle)
        switch code & 0xFF {
        case SQLITE_FULL:
            return .diskFull(reason)
        case SQLITE_IOERR, SQLITE_CANTOPEN:
            if system == ENOSPC || system == EDQUOT { return .diskFull(reason) }
            let cause = system == 0 ? "" : ", \(String(cString: strerror(system)))"
            return Refusal(
                .storeUnavailable,
                "the database cannot be read or written (\(reason)\(cause)): check the disk")
        case SQLITE_BUSY, SQLITE_LOCKED:
            return Refusal(
                .storeUnavailable, "another program keeps the database locked: close it, then try again")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return Refusal(.storeUnavailable, "the database is damaged (\(reason)): restore it from a backup")
        case SQLITE_READONLY, SQLITE_PERM:
            return Refusal(
                .storeUnavailable,
                "the database may not be written (\(reason)): check the owner of the directory")
        default:
            return Refusal(.storeUnavailable, "the database refused the change (\(reason), code \(code))")
        }
    }
}

extension Refusal {
    fileprivate static func diskFull(_ reason: String) -> Refusal {
        Refusal(.storageFull, "there is no room for the change (\(reason)): free some space on the disk")
    }
}
