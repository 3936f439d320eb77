// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension MemoryState {
    /// A refusal is a result here, because the event that tells of it stays.
    mutating func claim(_ claim: OrbitClaim, at now: WallTime) throws(Refusal) -> Result<ParkedCall, Refusal>
    {
        if let known = parked[claim.call] { throw .alreadyParked(claim.call, at: known.orbit) }
        if finishedIDs.contains(claim.call) { throw .alreadyFinished(claim.call) }
        let choice = try choose(for: claim.place, at: now)
        for draft in choice.untoldEvents(at: now) {
            record(draft)
            ranges[index(of: draft.subject)!].isFullTold = true
        }
        guard let (number, range) = choice.given else { return .failure(choice.refusal) }
        let index = index(of: range.range.name)!
        orbits[number]!.state = .taken
        orbits[number]!.call = claim.call
        let call = ParkedCall(claim, at: number, in: range.range, parkedAt: now)
        parked[call.id] = call
        ranges[index].taken += 1
        if case .orbit = claim.place {} else { ranges[index].lastGiven = number }
        record(.parked(call))
        if range.isAboutToWarn { record(.warning(range.range, taken: range.taken + 1, at: now)) }
        return .success(call)
    }

    mutating func finish(
        _ id: CallID, as outcome: Outcome, why: String, by: String?, at now: WallTime
    ) throws(Refusal) -> FinishedCall {
        guard let call = parked.removeValue(forKey: id) else { throw .notParked(id) }
        let row = orbits[call.orbit]!
        precondition(row.call == id, "a parked call holds the orbit that its row names")
        if row.isRetired {
            orbits[call.orbit] = nil
        } else {
            orbits[call.orbit] = OrbitRow(range: row.range, state: .cooling, call: nil, freedAt: now)
            let index = index(of: row.range)!
            ranges[index].taken -= 1
            ranges[index].isFullTold = false
        }
        let ended = FinishedCall(ending: call, as: outcome, why: why, by: by, at: now)
        finished.append(ended)
        finishedIDs.insert(id)
        record(.finished(ended))
        return ended
    }

    private mutating func choose(
        for place: ParkRequest.Place, at now: WallTime
    ) throws(Refusal) -> OrbitChoice {
        let start: RangeRecord
        switch place {
        case .orbit(let number):
            guard let row = orbits[number] else { throw .noOrbit(number) }
            guard row.state != .taken else { throw .orbitTaken(number) }
            return OrbitChoice(given: (number, ranges[index(of: row.range)!]))
        case .range(let name):
            guard let index = index(of: name) else { throw .noRange(name) }
            start = ranges[index]
        case .anywhere:
            guard let first = ranges.first else { throw .noRanges }
            start = first
        }
        let choice = try OrbitChoice.seek(
            from: start, find: { name in index(of: name).map { ranges[$0] } },
            choose: { range in select(in: range, at: now) })
        for asked in choice.full + [choice.given?.range].compactMap(\.self) {
            for number in asked.range.span.numbers {
                orbits[number] = rested(number, after: asked.range.reuseAfter, at: now)
            }
        }
        return choice
    }

    /// The orbit that the range's selection gives out now, nil when all are taken.
    private func select(in record: RangeRecord, at now: WallTime) -> OrbitNumber? {
        let range = record.range
        let rows = range.span.numbers.map { (number: $0, row: rested($0, after: range.reuseAfter, at: now)) }
        let free = rows.filter { $0.row.state == .free }
        let chosen =
            switch range.selection {
            case .lowest: free.first?.number
            case .next:
                (free.first { row in record.lastGiven.map { row.number > $0 } ?? true } ?? free.first)?.number
            case .random: free.randomElement()?.number
            case .longestIdle: longestUnused(free)
            }
        return chosen ?? longestUnused(rows.filter { $0.row.state == .cooling })
    }

    /// The row as a claim finds it: a clock that stepped back would let orbits rest until it has caught up, so
    /// those count as freed now.
    private func rested(_ number: OrbitNumber, after rest: Duration, at now: WallTime) -> OrbitRow {
        var row = orbits[number]!
        guard row.state == .cooling, let freedAt = row.freedAt else { return row }
        row.freedAt = min(freedAt, now)
        if min(freedAt, now) + rest <= now { row.state = .free }
        return row
    }

    /// Never used comes first, then the longest freed, then the lowest.
    private func longestUnused(_ rows: [(number: OrbitNumber, row: OrbitRow)]) -> OrbitNumber? {
        rows.min {
            ($0.row.freedAt?.milliseconds ?? .min, $0.number) < (
                $1.row.freedAt?.milliseconds ?? .min, $1.number
            )
        }?.number
    }
}
