// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
package import Core

/// A store that keeps its promises as long as the process lives: for tests, and as the model of the others.
package final class MemoryStore: Store {
    let state = Guarded(MemoryState())

    package init() {}

    package func createRange(_ range: OrbitRange, at now: WallTime) throws(Refusal) -> StoredRange {
        try state.withLock { state throws(Refusal) in try state.createRange(range, at: now) }
    }

    package func changeRange(
        _ name: String, _ change: RangeChange, ifMatch: String?, at now: WallTime
    ) throws(Refusal) -> StoredRange {
        try state.withLock { state throws(Refusal) in
            try state.changeRange(name, change, ifMatch: ifMatch, at: now)
        }
    }

    package func deleteRange(_ name: String, ifMatch: String?, at now: WallTime) throws(Refusal) {
        try state.withLock { state throws(Refusal) in try state.deleteRange(name, ifMatch: ifMatch, at: now) }
    }

    package func claim(_ claim: OrbitClaim, at now: WallTime) throws(Refusal) -> ParkedCall {
        try state.withLock { state throws(Refusal) in try state.claim(claim, at: now) }.get()
    }

    package func finish(
        _ call: CallID, as outcome: Outcome, why: String, by: String?, at now: WallTime
    ) throws(Refusal) -> FinishedCall {
        try state.withLock { state throws(Refusal) in
            try state.finish(call, as: outcome, why: why, by: by, at: now)
        }
    }

    package func save(_ job: Job) throws(Refusal) {
        state.withLock { $0.jobs[job.id] = job.normalized }
    }

    package func add(_ token: AccessToken) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            guard !state.tokens.values.contains(where: { $0.id == token.id || $0.hash == token.hash }) else {
                throw .tokenExists
            }
            state.tokens[token.id] = token
        }
    }

    package func removeToken(_ id: TokenID) throws(Refusal) {
        try state.withLock { state throws(Refusal) in
            if state.tokens.removeValue(forKey: id) == nil { throw .noToken(id) }
        }
    }
}
