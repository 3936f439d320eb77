// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension RangeRecord {
    static let select = """
        SELECT id, name, first, last, pool, programme, selection, reuse_after_ms, on_full, overflow_to, lamp,
            version, created_at, taken, last_given, full_told FROM ranges 
        """

    init(row: inout Row) throws(Refusal) {
        id = row.integer()
        var range = OrbitRange(
            name: row.text(), span: try OrbitSpan(first: try row.orbit(), last: try row.orbit()))
        range.pool = row.text()
        range.programme = row.text()
        range.selection = try row.choice(OrbitRange.Selection.self)
        range.reuseAfter = .milliseconds(row.integer())
        range.whenFull = try row.choice(OrbitRange.WhenFull.self)
        range.overflowTo = row.optionalText()
        range.lamp = try row.choice(OrbitRange.Lamp.self)
        stored = StoredRange(range: range, version: Int(row.integer()), createdAt: row.time())
        taken = Int(row.integer())
        lastGiven = row.optionalInteger().flatMap { OrbitNumber(key: $0) }
        isFullTold = row.integer() != 0
    }
}

extension Orbit {
    /// Orbits as they are at the time `?1`: those whose rest is over are free, though no claim has noticed yet.
    static let select = """
        SELECT number, range, shown, call_id FROM (
            SELECT orbits.number, orbits.range, orbits.call_id,
                CASE WHEN state = 'cooling' AND min(freed_at, ?1) + reuse_after_ms <= ?1 THEN 'free' ELSE state END
                AS shown
            FROM orbits LEFT JOIN ranges ON ranges.name = orbits.range
        ) 
        """

    init(row: inout Row) throws(Refusal) {
        self.init(
            number: try row.orbit(), range: row.text(), state: try row.choice(Orbit.State.self),
            call: CallID(bytes: row.bytes()))
    }
}
