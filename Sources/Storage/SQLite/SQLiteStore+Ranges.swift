// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
package import Core

extension SQLiteStore {
    package func createRange(_ range: OrbitRange, at now: WallTime) throws(Refusal) -> StoredRange {
        try write { connection throws(Refusal) in
            let stored = try connection.rangeRules().create(range, at: now)
            try connection.insert(stored)
            try connection.fillOrbits(of: stored.range)
            try connection.record(.configuration(stored, .created, at: now))
            return stored
        }
    }

    package func changeRange(
        _ name: String, _ change: RangeChange, ifMatch: String?, at now: WallTime
    ) throws(Refusal) -> StoredRange {
        try write { connection throws(Refusal) in
            let (old, new) = try connection.rangeRules().change(name, change, ifMatch: ifMatch)
            try connection.giveUpOrbits(of: old.range, keeping: new.range.span)
            try connection.fillOrbits(of: new.range)
            if old.range.reuseAfter != new.range.reuseAfter { try connection.restAgain(name) }
            try connection.update(new)
            try connection.record(.configuration(new, .changed, at: now))
            return new
        }
    }

    package func deleteRange(_ name: String, ifMatch: String?, at now: WallTime) throws(Refusal) {
        try write { connection throws(Refusal) in
            let stored = try connection.rangeRules().delete(name, ifMatch: ifMatch)
            try connection.giveUpOrbits(of: stored.range, keeping: nil)
            try connection.run("DELETE FROM ranges WHERE name = ?", name)
            try connection.record(.configuration(stored, .deleted, at: now))
        }
    }

    /// One change: all of it or nothing, on the disk when this returns.
    func write<Value: Sendable>(
        _ body: @Sendable (Connection) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        try writer.withLock { connection throws(Refusal) in try connection.transaction(body) }
    }
}

extension Connection {
    fileprivate func rangeRules() throws(Refusal) -> RangeRules {
        RangeRules(
            existing: try rows(RangeRecord.select + "ORDER BY id", read: RangeRecord.init(row:)).map(\.stored)
        )
    }

    fileprivate func insert(_ stored: StoredRange) throws(Refusal) {
        let range = stored.range
        try run(
            """
            INSERT INTO ranges (name, first, last, pool, programme, selection, reuse_after_ms, on_full, overflow_to,
                lamp, version, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            range.name, range.span.first, range.span.last, range.pool, range.programme,
            range.selection.rawValue,
            range.reuseAfter.milliseconds, range.whenFull.rawValue, range.overflowTo, range.lamp.rawValue,
            stored.version, stored.createdAt)
    }

    fileprivate func update(_ stored: StoredRange) throws(Refusal) {
        let range = stored.range
        try run(
            """
            UPDATE ranges SET first = ?, last = ?, pool = ?, programme = ?, selection = ?, reuse_after_ms = ?,
                on_full = ?, overflow_to = ?, lamp = ?, version = ?, full_told = 0 WHERE name = ?
            """,
            range.span.first, range.span.last, range.pool, range.programme, range.selection.rawValue,
            range.reuseAfter.milliseconds, range.whenFull.rawValue, range.overflowTo, range.lamp.rawValue,
            stored.version, range.name)
    }

    /// Makes the orbits that a range lacks, and takes back those that a call still holds from an earlier time.
    fileprivate func fillOrbits(of range: OrbitRange) throws(Refusal) {
        try run(
            """
            WITH RECURSIVE wanted (number) AS (
                VALUES (?) UNION ALL SELECT number + 1 FROM wanted WHERE number < ?
            )
            INSERT INTO orbits (number, range) SELECT number, ? FROM wanted WHERE true
            ON CONFLICT (number) DO UPDATE SET range = excluded.range, retired = 0 WHERE retired = 1
            """, range.span.first, range.span.last, range.name)
        try countTaken(in: range.name)
    }

    /// Lets go of orbits outside of a span: free ones vanish, taken ones stay until their call ends.
    fileprivate func giveUpOrbits(of range: OrbitRange, keeping span: OrbitSpan?) throws(Refusal) {
        let kept = span.map { (first: $0.first.key, last: $0.last.key) } ?? (first: 0, last: -1)
        try run(
            "DELETE FROM orbits WHERE range = ? AND retired = 0 AND state != 'taken' AND number NOT BETWEEN ? AND ?",
            range.name, kept.first, kept.last)
        try run(
            "UPDATE orbits SET retired = 1 WHERE range = ? AND retired = 0 AND number NOT BETWEEN ? AND ?",
            range.name, kept.first, kept.last)
    }

    private func countTaken(in range: String) throws(Refusal) {
        try run(
            """
            UPDATE ranges SET taken = (
                SELECT count(*) FROM orbits WHERE range = ranges.name AND state = 'taken' AND retired = 0
            ) WHERE name = ?
            """, range)
    }

    /// Measures the rest of every orbit anew, for a range whose hold-down has changed.
    fileprivate func restAgain(_ range: String) throws(Refusal) {
        try run(
            "UPDATE orbits SET state = 'cooling' WHERE range = ? AND state = 'free' AND freed_at IS NOT NULL",
            range)
    }
}
