// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
package import Core

extension MemoryStore {
    package func ranges(_ page: Page) throws(Refusal) -> Listing<StoredRange> {
        let after = try Cursor(.ranges, page)?.keys[0] ?? 0
        let records = state.withLock { state in state.ranges.filter { $0.id > after } }
        return Listing(records, limit: page.clampedLimit, item: \.stored) { Cursor(.ranges, $0.id) }
    }

    package func range(named name: String) throws(Refusal) -> StoredRange? {
        state.withLock { state in state.index(of: name).map { state.ranges[$0].stored } }
    }

    package func orbits(
        range: String?, state wanted: Orbit.State?, _ page: Page, at now: WallTime
    ) throws(Refusal) -> Listing<Orbit> {
        let after = try Cursor(.orbits, page)?.keys[0] ?? 0
        let orbits = state.withLock { state in
            state.orbits.keys.filter { $0.key > after }.sorted().compactMap { state.orbit($0, at: now) }
        }
        let shown = orbits.filter {
            (range == nil || $0.range == range) && (wanted == nil || $0.state == wanted)
        }
        return Listing(shown, limit: page.clampedLimit, item: \.self) { Cursor(.orbits, $0.number.key) }
    }

    package func orbit(_ number: OrbitNumber, at now: WallTime) throws(Refusal) -> Orbit? {
        state.withLock { $0.orbit(number, at: now) }
    }

    package func orbitCounts(
        at now: WallTime
    ) throws(Refusal) -> [(range: String, state: Orbit.State, count: Int)] {
        let (names, orbits) = state.withLock { state in
            (state.ranges.map(\.range.name), state.orbits.keys.compactMap { state.orbit($0, at: now) })
        }
        var counts: [String: [Orbit.State: Int]] = [:]
        for orbit in orbits { counts[orbit.range, default: [:]][orbit.state, default: 0] += 1 }
        let counted = counts.flatMap { range, states in
            states.map { (range: range, state: $0.key, count: $0.value) }
        }
        return completeCounts(counted, of: names)
    }

    package func parkedCalls(_ page: Page) throws(Refusal) -> Listing<ParkedCall> {
        let cursor = try Cursor(.parkedCalls, page).map { ($0.time, $0.identity(of: ParkedCall.self)) }
        let calls = state.withLock { Array($0.parked.values) }
            .filter { call in cursor.map { (call.parkedAt, call.id) > $0 } ?? true }
            .sorted { ($0.parkedAt, $0.id) < ($1.parkedAt, $1.id) }
        return Listing(calls, limit: page.clampedLimit, item: \.self) {
            Cursor(.parkedCalls, $0.parkedAt, $0.id)
        }
    }

    package func parkedCall(_ id: CallID) throws(Refusal) -> ParkedCall? {
        state.withLock { $0.parked[id] }
    }

    package func finishedCalls(_ page: Page) throws(Refusal) -> Listing<FinishedCall> {
        let after = try Cursor(.finishedCalls, page)?.keys[0] ?? 0
        let rows = state.withLock { state in
            state.finished.enumerated().dropFirst(Int(clamping: max(0, after)))
                .map { (sequence: Int64($0.offset) + 1, call: $0.element) }
        }
        return Listing(rows, limit: page.clampedLimit, item: \.call) { Cursor(.finishedCalls, $0.sequence) }
    }

    package func jobs(_ page: Page) throws(Refusal) -> Listing<Job> {
        let cursor = try Cursor(.jobs, page).map { ($0.time, $0.identity(of: Job.self)) }
        let jobs = state.withLock { Array($0.jobs.values) }
            .filter { job in cursor.map { (job.createdAt, job.id) < $0 } ?? true }
            .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
        return Listing(jobs, limit: page.clampedLimit, item: \.self) { Cursor(.jobs, $0.createdAt, $0.id) }
    }

    package func job(_ id: JobID) throws(Refusal) -> Job? {
        state.withLock { $0.jobs[id] }
    }

    package func tokens(_ page: Page) throws(Refusal) -> Listing<AccessToken> {
        let cursor = try Cursor(.tokens, page).map { ($0.time, $0.identity(of: AccessToken.self)) }
        let tokens = state.withLock { Array($0.tokens.values) }
            .filter { token in cursor.map { (token.createdAt, token.id) > $0 } ?? true }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
        return Listing(tokens, limit: page.clampedLimit, item: \.self) {
            Cursor(.tokens, $0.createdAt, $0.id)
        }
    }

    package func token(hash: [UInt8]) throws(Refusal) -> AccessToken? {
        state.withLock { state in state.tokens.values.first { $0.hash == hash } }
    }

    package func events(after sequence: Int64, limit: Int) throws(Refusal) -> [RecordedEvent] {
        state.withLock { state in
            Array(
                state.events.dropFirst(Int(clamping: max(0, sequence))).prefix(
                    Page(limit: limit).clampedLimit))
        }
    }
}
