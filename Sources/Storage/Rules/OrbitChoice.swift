// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// What looking for an orbit came to.
struct OrbitChoice {
    var given: (number: OrbitNumber, range: RangeRecord)?
    /// The ranges that had none, in the order in which they were asked.
    var full: [RangeRecord] = []

    /// Asks a range, and when it is full and overflows, the next; each once, so that a circle ends.
    static func seek(
        from start: RangeRecord, find: (String) throws(Refusal) -> RangeRecord?,
        choose: (RangeRecord) throws(Refusal) -> OrbitNumber?
    ) throws(Refusal) -> OrbitChoice {
        var choice = OrbitChoice()
        var range = start
        while true {
            if let number = try choose(range) {
                choice.given = (number, range)
                return choice
            }
            choice.full.append(range)
            guard range.range.whenFull == .overflow, let name = range.range.overflowTo,
                !choice.full.contains(where: { $0.range.name == name }), let next = try find(name)
            else { return choice }
            range = next
        }
    }

    /// The events of the full ranges that have not told of this shortage yet.
    func untoldEvents(at now: WallTime) -> [EventDraft] {
        full.indices.filter { !full[$0].isFullTold }.map { index in
            let next = index + 1 < full.count ? full[index + 1].range.name : given?.range.range.name
            return .full(full[index].range, passedTo: next, at: now)
        }
    }

    var refusal: Refusal {
        let asked = full.map { "all \($0.range.span.count) orbits of range '\($0.range.name)' are taken" }
        return Refusal(
            .rangeFull,
            asked.joined(separator: ", ") + ": try again when a call has ended, or widen the range")
    }
}
