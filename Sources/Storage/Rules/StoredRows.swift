// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension ParkedCall {
    /// The row of a call that a range has just given an orbit.
    init(_ claim: OrbitClaim, at orbit: OrbitNumber, in range: OrbitRange, parkedAt: WallTime) {
        self.init(
            id: claim.call, orbit: orbit, range: range.name, programme: range.programme, token: claim.token,
            state: .held, caller: claim.caller, parker: claim.parker, stream: claim.stream,
            parkedAt: parkedAt,
            origin: claim.origin)
    }
}

extension FinishedCall {
    /// The record of a call that ends now, and not before it began: the wall clock may have stepped back.
    init(ending call: ParkedCall, as outcome: Outcome, why: String, by: String?, at now: WallTime) {
        self.init(call, outcome: outcome, why: why, by: by, endedAt: max(now, call.parkedAt))
    }
}

extension Job {
    /// What is kept of a job: its result sorted, as it will be read back.
    var normalized: Job {
        var job = self
        job.result = result?.sorted
        return job
    }

    /// The job as a restart leaves it.
    func interrupted(at now: WallTime) -> Job {
        var job = self
        job.state = .failed
        job.problems.append("the server stopped before it was done")
        job.updatedAt = now
        return job
    }
}

/// Every state of every range, the absent ones as zero, then what calls still hold of ranges now gone.
func completeCounts(
    _ counted: [(range: String, state: Orbit.State, count: Int)], of ranges: [String]
) -> [(range: String, state: Orbit.State, count: Int)] {
    let complete = ranges.flatMap { range in
        Orbit.State.allCases.map { state in
            let count = counted.first { $0.range == range && $0.state == state }?.count
            return (range: range, state: state, count: count ?? 0)
        }
    }
    let gone = counted.filter { !ranges.contains($0.range) }.sorted { $0.range < $1.range }
    return complete + gone
}
