// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// All that a store in memory holds; every change checks first and writes then, so a refusal leaves no trace.
struct MemoryState {
    /// The row of one orbit.
    struct OrbitRow {
        var range: String
        /// `cooling` until a claim finds its rest over.
        var state = Orbit.State.free
        var call: CallID?
        var freedAt: WallTime?
        /// Given up by its range, and kept only for the call in it.
        var isRetired = false
    }

    /// In the order of their creation.
    var ranges: [RangeRecord] = []
    var lastRangeID: Int64 = 0
    var orbits: [OrbitNumber: OrbitRow] = [:]
    var parked: [CallID: ParkedCall] = [:]
    var finished: [FinishedCall] = []
    var finishedIDs: Set<CallID> = []
    var jobs: [JobID: Job] = [:]
    var tokens: [TokenID: AccessToken] = [:]
    var events: [RecordedEvent] = []

    mutating func record(_ draft: EventDraft) {
        events.append(draft.recorded(as: Int64(events.count) + 1))
    }

    func index(of range: String) -> Int? {
        ranges.firstIndex { $0.range.name == range }
    }

    /// The orbit as it is shown at a time.
    func orbit(_ number: OrbitNumber, at now: WallTime) -> Orbit? {
        guard let row = orbits[number] else { return nil }
        var state = row.state
        if state == .cooling, let range = index(of: row.range), let freedAt = row.freedAt,
            min(freedAt, now) + ranges[range].range.reuseAfter <= now
        {
            state = .free
        }
        return Orbit(number: number, range: row.range, state: state, call: row.call)
    }
}
