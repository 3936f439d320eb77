// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Synchronization

extension SQLiteStore {
    package func claim(_ claim: OrbitClaim, at now: WallTime) throws(Refusal) -> ParkedCall {
        // A refusal is a result here, because the event that tells of it is committed.
        let result: Result<ParkedCall, Refusal> = try write { connection throws(Refusal) in
            try connection.refuseKnown(claim.call)
            let choice = try connection.choose(for: claim.place, at: now)
            for draft in choice.untoldEvents(at: now) {
                try connection.record(draft)
                try connection.run("UPDATE ranges SET full_told = 1 WHERE name = ?", draft.subject)
            }
            guard let (number, range) = choice.given else { return .failure(choice.refusal) }
            let isSelected = if case .orbit = claim.place { false } else { true }
            return .success(
                try connection.park(claim, at: number, in: range, isSelected: isSelected, at: now))
        }
        return try result.get()
    }

    package func finish(
        _ call: CallID, as outcome: Outcome, why: String, by: String?, at now: WallTime
    ) throws(Refusal) -> FinishedCall {
        try write { connection throws(Refusal) in
            guard let parked = try connection.parkedCall(call) else { throw .notParked(call) }
            let finished = FinishedCall(ending: parked, as: outcome, why: why, by: by, at: now)
            try connection.run("DELETE FROM parked_calls WHERE id = ?", call)
            if try connection.run(OrbitQueries.free, parked.orbit, call, now) == 1 {
                try connection.run(
                    """
                    UPDATE ranges SET taken = taken - 1, full_told = 0
                    WHERE name = (SELECT range FROM orbits WHERE number = ?)
                    """, parked.orbit)
            } else if try connection.run(OrbitQueries.dropRetired, parked.orbit, call) != 1 {
                throw .notParked(call)
            }
            try connection.insert(finished)
            try connection.record(.finished(finished))
            return finished
        }
    }
}

extension Connection {
    func parkedCall(_ id: CallID) throws(Refusal) -> ParkedCall? {
        try first(ParkedCall.select + "WHERE id = ?", id, read: ParkedCall.init(row:))
    }

    func record(_ draft: EventDraft) throws(Refusal) {
        try run(
            "INSERT INTO events (kind, subject, time, data) VALUES (?, ?, ?, ?)",
            draft.kind.rawValue, draft.subject, draft.time, draft.data.text)
    }

    /// A call is parked once in its life: a second row of its end could never be written.
    fileprivate func refuseKnown(_ call: CallID) throws(Refusal) {
        let orbit = try first("SELECT orbit FROM parked_calls WHERE id = ?", call) { row throws(Refusal) in
            try row.orbit()
        }
        if let orbit { throw .alreadyParked(call, at: orbit) }
        if try first("SELECT 1 FROM finished_calls WHERE id = ?", call, read: { $0.integer() }) != nil {
            throw .alreadyFinished(call)
        }
    }

    fileprivate func choose(
        for place: ParkRequest.Place, at now: WallTime
    ) throws(Refusal) -> OrbitChoice {
        let start: RangeRecord
        switch place {
        case .orbit(let number):
            return OrbitChoice(given: (number, try rangeOfUntaken(number)))
        case .range(let name):
            guard let range = try rangeRecord(name) else { throw .noRange(name) }
            start = range
        case .anywhere:
            guard
                let range = try first(
                    RangeRecord.select + "ORDER BY id LIMIT 1", read: RangeRecord.init(row:))
            else { throw .noRanges }
            start = range
        }
        return try OrbitChoice.seek(
            from: start, find: { name throws(Refusal) in try rangeRecord(name) },
            choose: { range throws(Refusal) in try select(in: range, at: now) })
    }

    fileprivate func park(
        _ claim: OrbitClaim, at number: OrbitNumber, in range: RangeRecord, isSelected: Bool, at now: WallTime
    ) throws(Refusal) -> ParkedCall {
        guard try run(OrbitQueries.take, number, claim.call) == 1 else { throw .orbitTaken(number) }
        let call = ParkedCall(claim, at: number, in: range.range, parkedAt: now)
        try insert(call)
        try run(
            "UPDATE ranges SET taken = taken + 1, last_given = ? WHERE name = ?",
            isSelected ? number : range.lastGiven, range.range.name)
        try record(.parked(call))
        if range.isAboutToWarn { try record(.warning(range.range, taken: range.taken + 1, at: now)) }
        return call
    }

    private func rangeRecord(_ name: String) throws(Refusal) -> RangeRecord? {
        try first(RangeRecord.select + "WHERE name = ?", name, read: RangeRecord.init(row:))
    }

    private func rangeOfUntaken(_ number: OrbitNumber) throws(Refusal) -> RangeRecord {
        let orbit = try first("SELECT range, state FROM orbits WHERE number = ?", number) { row in
            (range: row.text(), state: row.text())
        }
        guard let orbit else { throw .noOrbit(number) }
        guard orbit.state != Orbit.State.taken.rawValue, let range = try rangeRecord(orbit.range) else {
            throw .orbitTaken(number)
        }
        return range
    }

    /// The orbit that the range's selection gives out now, nil when all are taken.
    private func select(in record: RangeRecord, at now: WallTime) throws(Refusal) -> OrbitNumber? {
        let range = record.range
        try run(OrbitQueries.clampRest, range.name, now)
        try run(OrbitQueries.endRest, range.name, now.milliseconds - range.reuseAfter.milliseconds)
        let free =
            switch range.selection {
            case .lowest: try number(OrbitQueries.lowest, range.name)
            case .next: try nextFree(in: record)
            case .random: try randomFree(in: range)
            case .longestIdle: try number(OrbitQueries.longestIdle, range.name)
            }
        if let free { return free }
        return try number(OrbitQueries.longestCooling, range.name)
    }

    private func nextFree(in record: RangeRecord) throws(Refusal) -> OrbitNumber? {
        if let last = record.lastGiven, let next = try number(OrbitQueries.above, record.range.name, last) {
            return next
        }
        return try number(OrbitQueries.lowest, record.range.name)
    }

    /// Each free orbit alike: a throw of the dice finds one soon while many are free, counting when few are.
    private func randomFree(in range: OrbitRange) throws(Refusal) -> OrbitNumber? {
        for _ in 0..<16 {
            let key = Int64.random(in: range.span.first.key...range.span.last.key)
            if let found = try number(OrbitQueries.isFree, range.name, key) { return found }
        }
        let count = try first(OrbitQueries.countFree, range.name) { $0.integer() } ?? 0
        guard count > 0 else { return nil }
        return try number(OrbitQueries.nthFree, range.name, Int64.random(in: 0..<count))
    }

    private func number(_ sql: String, _ range: String) throws(Refusal) -> OrbitNumber? {
        try first(sql, range) { row throws(Refusal) in try row.orbit() }
    }

    private func number(_ sql: String, _ range: String, _ argument: any SQLValue) throws(Refusal)
        -> OrbitNumber?
    {
        try first(sql, range, argument) { row throws(Refusal) in try row.orbit() }
    }
}
