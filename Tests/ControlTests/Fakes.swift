// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform

/// Lists made of arrays; a failure, when set, is what every reading comes to.
final class FakeLists: Lists {
    struct Contents: Sendable {
        var ranges: [StoredRange] = []
        var orbits: [Orbit] = []
        var parkedCalls: [ParkedCall] = []
        var finishedCalls: [FinishedCall] = []
        var jobs: [Job] = []
        var tokens: [AccessToken] = []
        var failure: Refusal?
    }

    let contents: Guarded<Contents>

    init(_ contents: Contents) {
        self.contents = Guarded(contents)
    }

    func fail(_ refusal: Refusal?) { contents.withLock { $0.failure = refusal } }

    private func read() throws(Refusal) -> Contents {
        let contents = contents.withLock { $0 }
        if let failure = contents.failure { throw failure }
        return contents
    }

    /// The cursor is the place of the first item that is still to come.
    private func page<Item>(_ items: [Item], _ page: Page) throws(Refusal) -> Listing<Item> {
        var start = 0
        if let after = page.after {
            guard let place = Int(after), items.indices.contains(place) else {
                throw Refusal(.invalid, "after must be the next of another page")
            }
            start = place
        }
        let end = min(items.count, start + page.limit)
        return Listing(items: Array(items[start..<end]), next: end < items.count ? String(end) : nil)
    }

    func ranges(_ page: Page) throws(Refusal) -> Listing<StoredRange> { try self.page(read().ranges, page) }
    func range(named name: String) throws(Refusal) -> StoredRange? {
        try read().ranges.first { $0.range.name == name }
    }
    func orbits(
        range: String?, state: Orbit.State?, _ page: Page, at now: WallTime
    ) throws(Refusal) -> Listing<Orbit> {
        let orbits = try read().orbits.filter {
            (range ?? $0.range) == $0.range && (state ?? $0.state) == $0.state
        }
        return try self.page(orbits, page)
    }
    func orbit(_ number: OrbitNumber, at now: WallTime) throws(Refusal) -> Orbit? {
        try read().orbits.first { $0.number == number }
    }
    func orbitCounts(at now: WallTime) throws(Refusal) -> [(range: String, state: Orbit.State, count: Int)] {
        let orbits = try read().orbits
        return Set(orbits.map(\.range)).sorted().flatMap { range in
            Orbit.State.allCases.map { state in
                (range, state, orbits.count { $0.range == range && $0.state == state })
            }
        }
    }
    func parkedCalls(_ page: Page) throws(Refusal) -> Listing<ParkedCall> {
        try self.page(read().parkedCalls, page)
    }
    func parkedCall(_ id: CallID) throws(Refusal) -> ParkedCall? {
        try read().parkedCalls.first { $0.id == id }
    }
    func finishedCalls(_ page: Page) throws(Refusal) -> Listing<FinishedCall> {
        try self.page(read().finishedCalls, page)
    }
    func jobs(_ page: Page) throws(Refusal) -> Listing<Job> { try self.page(read().jobs, page) }
    func job(_ id: JobID) throws(Refusal) -> Job? { try read().jobs.first { $0.id == id } }
    func tokens(_ page: Page) throws(Refusal) -> Listing<AccessToken> { try self.page(read().tokens, page) }
    func token(hash: [UInt8]) throws(Refusal) -> AccessToken? { try read().tokens.first { $0.hash == hash } }
    func events(after sequence: Int64, limit: Int) throws(Refusal) -> [RecordedEvent] {
        _ = try read()
        return []
    }
}

/// A desk that keeps what was submitted, and answers as it is told: at once, or when `answerAll` is called.
final class FakeDesk: Desk {
    typealias Answer = @Sendable (Result<Reply, Refusal>) -> Void

    private let result: Guarded<Result<Reply, Refusal>?>
    private let submissions = Guarded<[(intent: Intent, answer: Answer)]>([])
    private let arrivals = Mailbox<Void>()

    /// A result is given at once, on the thread that submits; without one every intent waits.
    init(_ result: Result<Reply, Refusal>? = nil) {
        self.result = Guarded(result)
    }

    func answers(_ result: Result<Reply, Refusal>?) { self.result.withLock { $0 = result } }

    var intents: [Intent] { submissions.withLock { $0.map(\.intent) } }

    func submit(_ intent: Intent, answer: @escaping Answer) {
        submissions.withLock { $0.append((intent, answer)) }
        arrivals.post(())
        if let result = result.withLock({ $0 }) { answer(result) }
    }

    /// Waits until so many intents have been submitted.
    func waitForIntents(_ count: Int) -> Bool {
        let deadline = SystemClock.now + .seconds(20)
        while submissions.withLock({ $0.count }) < count {
            if SystemClock.now >= deadline { return false }
            _ = arrivals.receive(until: deadline)
        }
        return true
    }

    /// Answers all that waits, the last first, on a thread of its own.
    func answerAll(_ result: Result<Reply, Refusal>) {
        let answers = submissions.withLock { $0.map(\.answer) }
        let thread = WorkerThread("desk") { for answer in answers.reversed() { answer(result) } }
        thread.join()
    }
}

final class FakeHealth: Health {
    private let reasons = Guarded<[String]>([])
    private let measured: [Measurement]

    init(_ measured: [Measurement] = []) {
        self.measured = measured
    }

    func become(unready reasons: [String]) { self.reasons.withLock { $0 = reasons } }

    var unreadiness: [String] { reasons.withLock { $0 } }
    func measurements() -> [Measurement] { measured }
}
