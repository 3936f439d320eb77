// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// What may be done to ranges, given all that exist.
struct RangeRules {
    let existing: [StoredRange]

    /// A new range as it will be stored.
    func create(_ range: OrbitRange, at now: WallTime) throws(Refusal) -> StoredRange {
        try range.validate()
        if let twin = existing.first(where: { $0.range.name == range.name }) {
            throw Refusal(
                .rangeOverlap,
                "there is a range '\(range.name)' already (\(twin.range.span)): choose another name, or change that one"
            )
        }
        try check(range, beside: existing)
        return StoredRange(range: Self.wholeMilliseconds(range), version: 1, createdAt: now)
    }

    /// The range as it was, and as it will be stored.
    func change(
        _ name: String, _ change: RangeChange, ifMatch: String?
    ) throws(Refusal) -> (old: StoredRange, new: StoredRange) {
        let old = try find(name, ifMatch: ifMatch)
        let changed = try change.applied(to: old.range)
        try check(changed, beside: existing.filter { $0.range.name != name })
        let new = StoredRange(
            range: Self.wholeMilliseconds(changed), version: old.version + 1, createdAt: old.createdAt)
        return (old, new)
    }

    func delete(_ name: String, ifMatch: String?) throws(Refusal) -> StoredRange {
        let range = try find(name, ifMatch: ifMatch)
        if let other = existing.first(where: { $0.range.overflowTo == name }) {
            throw Refusal(
                .invalid, "range '\(other.range.name)' overflows into '\(name)': change its overflow_to first"
            )
        }
        return range
    }

    private func find(_ name: String, ifMatch: String?) throws(Refusal) -> StoredRange {
        guard let range = existing.first(where: { $0.range.name == name }) else { throw .noRange(name) }
        guard ifMatch == nil || ifMatch == "*" || ifMatch == range.etag else {
            throw Refusal(
                .staleETag,
                "range '\(name)' is now \(range.etag), not \(ifMatch!): read it again, then repeat the change"
            )
        }
        return range
    }

    private func check(_ range: OrbitRange, beside others: [StoredRange]) throws(Refusal) {
        if let clash = others.first(where: { $0.range.span.overlaps(range.span) })?.range {
            throw Refusal(
                .rangeOverlap,
                "\(range.span) overlaps range '\(clash.name)' (\(clash.span)): an orbit belongs to one range only"
            )
        }
        let inPool = others.filter { $0.range.pool == range.pool }.reduce(range.span.count) {
            $0 + $1.range.span.count
        }
        guard inPool <= OrbitRange.mostOrbitsInPool else {
            throw Refusal(
                .invalid,
                "pool '\(range.pool)' would hold \(inPool) orbits; \(OrbitRange.mostOrbitsInPool) are the most"
            )
        }
        if let next = range.overflowTo, !others.contains(where: { $0.range.name == next }) {
            throw Refusal(
                .invalid, "overflow_to names '\(next)', which is not another range: create that one first")
        }
    }

    /// Times are kept in milliseconds, the unit of the wall clock.
    private static func wholeMilliseconds(_ range: OrbitRange) -> OrbitRange {
        var range = range
        range.reuseAfter = .milliseconds(range.reuseAfter.milliseconds)
        return range
    }
}
