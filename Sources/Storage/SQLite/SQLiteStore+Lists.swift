// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
package import Core

/// Each list is one statement, hence one snapshot: what a commit changes is seen wholly or not at all.
extension SQLiteStore {
    package func ranges(_ page: Page) throws(Refusal) -> Listing<StoredRange> {
        let cursor = try Cursor(.ranges, page)
        let records = try read { connection throws(Refusal) in
            try connection.rows(
                RangeRecord.select + "WHERE id > ? ORDER BY id LIMIT ?", cursor?.keys[0] ?? 0,
                page.clampedLimit + 1,
                read: RangeRecord.init(row:))
        }
        return Listing(records, limit: page.clampedLimit, item: \.stored) { Cursor(.ranges, $0.id) }
    }

    package func range(named name: String) throws(Refusal) -> StoredRange? {
        try read { connection throws(Refusal) in
            try connection.first(RangeRecord.select + "WHERE name = ?", name, read: RangeRecord.init(row:))?
                .stored
        }
    }

    package func orbits(
        range: String?, state: Orbit.State?, _ page: Page, at now: WallTime
    ) throws(Refusal) -> Listing<Orbit> {
        let after = try Cursor(.orbits, page)?.keys[0] ?? 0
        // Without a range the condition on it must be absent, or SQLite would not read in the order of numbers.
        let ofRange = range == nil ? "?2 IS NULL" : "range = ?2"
        let sql =
            Orbit.select
            + "WHERE number > ?3 AND \(ofRange) AND (?4 IS NULL OR shown = ?4) ORDER BY number LIMIT ?5"
        let orbits = try read { connection throws(Refusal) in
            try connection.rows(
                sql, now, range, after, state?.rawValue, page.clampedLimit + 1, read: Orbit.init(row:))
        }
        return Listing(orbits, limit: page.clampedLimit, item: \.self) { Cursor(.orbits, $0.number.key) }
    }

    package func orbit(_ number: OrbitNumber, at now: WallTime) throws(Refusal) -> Orbit? {
        try read { connection throws(Refusal) in
            try connection.first(Orbit.select + "WHERE number = ?2", now, number, read: Orbit.init(row:))
        }
    }

    package func orbitCounts(
        at now: WallTime
    ) throws(Refusal) -> [(range: String, state: Orbit.State, count: Int)] {
        // Both questions in one transaction of reading, so that they see the same ranges.
        try read { connection throws(Refusal) in
            try connection.snapshot { connection throws(Refusal) in
                let names = try connection.rows("SELECT name FROM ranges ORDER BY id") { $0.text() }
                let counted = try connection.rows(
                    "SELECT range, shown, count(*) FROM (\(Orbit.select)) GROUP BY range, shown", now
                ) { row throws(Refusal) in
                    (range: row.text(), state: try row.choice(Orbit.State.self), count: Int(row.integer()))
                }
                return completeCounts(counted, of: names)
            }
        }
    }

    package func parkedCalls(_ page: Page) throws(Refusal) -> Listing<ParkedCall> {
        let cursor = try Cursor(.parkedCalls, page)
        let calls = try read { connection throws(Refusal) in
            try connection.rows(
                ParkedCall.select + "WHERE (parked_at, id) > (?, ?) ORDER BY parked_at, id LIMIT ?",
                cursor?.time ?? .distantPast, cursor?.identity(of: ParkedCall.self) ?? .lowest,
                page.clampedLimit + 1, read: ParkedCall.init(row:))
        }
        return Listing(calls, limit: page.clampedLimit, item: \.self) {
            Cursor(.parkedCalls, $0.parkedAt, $0.id)
        }
    }

    package func parkedCall(_ id: CallID) throws(Refusal) -> ParkedCall? {
        try read { connection throws(Refusal) in try connection.parkedCall(id) }
    }

    package func finishedCalls(_ page: Page) throws(Refusal) -> Listing<FinishedCall> {
        let after = try Cursor(.finishedCalls, page)?.keys[0] ?? 0
        let rows = try read { connection throws(Refusal) in
            try connection.rows(
                FinishedCall.select + "WHERE sequence > ? ORDER BY sequence LIMIT ?", after,
                page.clampedLimit + 1
            ) { row throws(Refusal) in
                (sequence: row.integer(), call: try FinishedCall(row: &row))
            }
        }
        return Listing(rows, limit: page.clampedLimit, item: \.call) { Cursor(.finishedCalls, $0.sequence) }
    }

    package func jobs(_ page: Page) throws(Refusal) -> Listing<Job> {
        let cursor = try Cursor(.jobs, page)
        let jobs = try read { connection throws(Refusal) in
            try connection.rows(
                Job.select + "WHERE (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
                cursor?.time ?? .distantFuture, cursor?.identity(of: Job.self) ?? .highest,
                page.clampedLimit + 1,
                read: Job.init(row:))
        }
        return Listing(jobs, limit: page.clampedLimit, item: \.self) { Cursor(.jobs, $0.createdAt, $0.id) }
    }

    package func job(_ id: JobID) throws(Refusal) -> Job? {
        try read { connection throws(Refusal) in
            try connection.first(Job.select + "WHERE id = ?", id, read: Job.init(row:))
        }
    }

    package func tokens(_ page: Page) throws(Refusal) -> Listing<AccessToken> {
        let cursor = try Cursor(.tokens, page)
        let tokens = try read { connection throws(Refusal) in
            try connection.rows(
                AccessToken.select + "WHERE (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?",
                cursor?.time ?? .distantPast, cursor?.identity(of: AccessToken.self) ?? .lowest,
                page.clampedLimit + 1, read: AccessToken.init(row:))
        }
        return Listing(tokens, limit: page.clampedLimit, item: \.self) {
            Cursor(.tokens, $0.createdAt, $0.id)
        }
    }

    package func token(hash: [UInt8]) throws(Refusal) -> AccessToken? {
        try read { connection throws(Refusal) in
            try connection.first(AccessToken.select + "WHERE hash = ?", hash, read: AccessToken.init(row:))
        }
    }

    package func events(after sequence: Int64, limit: Int) throws(Refusal) -> [RecordedEvent] {
        try read { connection throws(Refusal) in
            try connection.rows(
                RecordedEvent.select + "WHERE sequence > ? ORDER BY sequence LIMIT ?", sequence,
                Page(limit: limit).clampedLimit, read: RecordedEvent.init(row:))
        }
    }

    private func read<Value: Sendable>(
        _ body: @Sendable (Connection) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        try reader.withLock { connection throws(Refusal) in try body(connection) }
    }
}

extension WallTime {
    fileprivate static let distantPast = WallTime(milliseconds: .min)
    fileprivate static let distantFuture = WallTime(milliseconds: .max)
}

extension Identity {
    fileprivate static var lowest: Identity { Identity(high: 0, low: 0) }
    fileprivate static var highest: Identity { Identity(high: .max, low: .max) }
}
