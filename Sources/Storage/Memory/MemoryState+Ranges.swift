// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension MemoryState {
    private var rules: RangeRules { RangeRules(existing: ranges.map(\.stored)) }

    mutating func createRange(_ range: OrbitRange, at now: WallTime) throws(Refusal) -> StoredRange {
        let stored = try rules.create(range, at: now)
        lastRangeID += 1
        ranges.append(RangeRecord(id: lastRangeID, stored: stored))
        fillOrbits(of: ranges.count - 1)
        record(.configuration(stored, .created, at: now))
        return stored
    }

    mutating func changeRange(
        _ name: String, _ change: RangeChange, ifMatch: String?, at now: WallTime
    ) throws(Refusal) -> StoredRange {
        let (old, new) = try rules.change(name, change, ifMatch: ifMatch)
        let index = index(of: name)!
        giveUpOrbits(of: old.range, keeping: new.range.span)
        ranges[index].stored = new
        ranges[index].isFullTold = false
        fillOrbits(of: index)
        if old.range.reuseAfter != new.range.reuseAfter {
            for number in new.range.span.numbers where orbits[number]!.state == .free {
                if orbits[number]!.freedAt != nil { orbits[number]!.state = .cooling }
            }
        }
        record(.configuration(new, .changed, at: now))
        return new
    }

    mutating func deleteRange(_ name: String, ifMatch: String?, at now: WallTime) throws(Refusal) {
        let stored = try rules.delete(name, ifMatch: ifMatch)
        giveUpOrbits(of: stored.range, keeping: nil)
        ranges.removeAll { $0.range.name == name }
        record(.configuration(stored, .deleted, at: now))
    }

    /// Makes the orbits that a range lacks, and takes back those that a call still holds from an earlier time.
    private mutating func fillOrbits(of index: Int) {
        let range = ranges[index].range
        for number in range.span.numbers {
            orbits[number, default: OrbitRow(range: range.name)].range = range.name
            orbits[number]!.isRetired = false
        }
        ranges[index].taken = range.span.numbers.count { orbits[$0]!.state == .taken }
    }

    /// Lets go of orbits outside of a span: free ones vanish, taken ones stay until their call ends.
    private mutating func giveUpOrbits(of range: OrbitRange, keeping span: OrbitSpan?) {
        for number in range.span.numbers where span?.contains(number) != true {
            if orbits[number]!.state == .taken {
                orbits[number]!.isRetired = true
            } else {
                orbits[number] = nil
            }
        }
    }
}
