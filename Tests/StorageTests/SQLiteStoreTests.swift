// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Synchronization
import Testing

@testable import Storage

@Suite struct SQLiteStoreTests {
    private func open(_ directory: ScratchDirectory, at time: WallTime = second(0)) throws -> SQLiteStore {
        try SQLiteStore(directory: directory.path, at: time)
    }

    private func failure(_ directory: ScratchDirectory) -> OpenFailure? {
        do throws(OpenFailure) {
            _ = try SQLiteStore(directory: directory.path, at: second(0))
            return nil
        } catch {
            return error
        }
    }

    private func range(_ name: String, _ first: String, _ last: String) throws -> OrbitRange {
        OrbitRange(name: name, span: try OrbitSpan(first: orbit(first), last: orbit(last)))
    }

    @Test func `a store opened again has all that was in it`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let call: ParkedCall
        let ended: FinishedCall
        let events: [RecordedEvent]
        let token = AccessToken(
            id: TokenID(high: 1, low: 2), name: "t", role: .admin, hash: [1, 2], createdAt: second(1))
        do {
            let store = try open(directory)
            _ = try store.createRange(range("main", "700", "719"), at: second(0))
            call = try store.claim(StoreBench.order(callID(1), .anywhere), at: second(1))
            _ = try store.claim(StoreBench.order(callID(2), .anywhere), at: second(1))
            ended = try store.finish(callID(2), as: .abandoned, why: "hung up", by: nil, at: second(2))
            try store.add(token)
            events = try store.events(after: 0, limit: 100)
        }
        let store = try open(directory, at: second(5))
        #expect(try store.parkedCalls(Page()).items == [call])
        #expect(try store.finishedCalls(Page()).items == [ended])
        #expect(try store.tokens(Page()).items == [token])
        #expect(try store.events(after: 0, limit: 100) == events)
        #expect(try store.orbit(orbit("701"), at: second(3))?.state == .cooling)
        #expect(
            try store.claim(StoreBench.order(callID(3), .anywhere), at: second(3)).orbit.description == "702")
        #expect(try store.events(after: 0, limit: 100).count == events.count + 1)
    }

    @Test func `jobs that were not over when the server stopped have failed`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        var jobs = Job.State.allCases.enumerated().map { index, state in
            var job = Job(
                id: JobID(high: 1, low: UInt64(index)), kind: "verify", total: 9, createdAt: second(0))
            job.state = state
            job.problems = ["one"]
            return job
        }
        do {
            let store = try open(directory)
            for job in jobs { try store.save(job) }
        }
        for index in jobs.indices where !jobs[index].state.isOver {
            jobs[index].state = .failed
            jobs[index].problems = ["one", "the server stopped before it was done"]
            jobs[index].updatedAt = second(50)
        }
        #expect(try open(directory, at: second(50)).jobs(Page()).items.sorted { $0.id < $1.id } == jobs)
    }

    @Test func `a directory that is missing is made, at any depth`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let deep = directory.path + "/a/b"
        _ = try SQLiteStore(directory: deep, at: second(0))
        #expect(FileManager.default.fileExists(atPath: deep + "/layby.sqlite"))
    }

    @Test func `a second store in one directory is refused, and told by whom`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        let refused = failure(directory)
        #expect(refused == .held(directory: directory.path, by: Int(getpid())))
        #expect(refused?.description.contains("in use by process \(getpid())") == true)
        #expect(try store.ranges(Page()).items.isEmpty)
    }

    @Test func `a directory that cannot be made or written is an error that names it`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let file = directory.path + "/file"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
        #expect(throws: OpenFailure.self) { try SQLiteStore(directory: file + "/below", at: second(0)) }
        #expect(throws: OpenFailure.self) { try SQLiteStore(directory: file, at: second(0)) }
    }

    @Test(arguments: ["hello", String(repeating: "no database at all ", count: 1000)])
    func `a file that is no database is refused and left as it is`(_ content: String) throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        try Data(content.utf8).write(to: URL(fileURLWithPath: directory.database))
        #expect(failure(directory) == .notADatabase(directory.database))
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == Data(content.utf8))
    }

    @Test func `a database of another program is refused and left as it is`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let other = try Connection(directory.database, .writing)
        try other.execute("CREATE TABLE contacts (name TEXT)")
        other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: directory.database))
        #expect(failure(directory) == .foreign(directory.database))
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == before)
    }

    @Test func `a database from a newer version is refused with both versions`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        _ = try open(directory)
        let other = try Connection(directory.database, .writing)
        try other.execute("PRAGMA user_version = 99")
        other.close()
        let known = Migration.all.count
        #expect(failure(directory) == .newer(directory.database, version: 99, known: known))
        #expect(failure(directory)?.description.contains("format 99") == true)
    }

    @Test func `a database cut short refuses, and does not crash`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        do {
            let store = try open(directory)
            _ = try store.createRange(range("main", "1000", "2999"), at: second(0))
        }
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: directory.database))
        try file.truncate(atOffset: 8192)
        try file.close()
        #expect(failure(directory) != nil)
    }

    @Test func `migrations are numbered from one without a gap`() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
    }

    @Test func `when the disk is full a change is refused whole, and works once there is room`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        _ = try store.createRange(range("main", "700", "719"), at: second(0))
        func setMostPages(_ count: Int) throws {
            try store.writer.withLock { connection throws(Refusal) in
                try connection.execute("PRAGMA max_page_count = \(count)")
            }
        }
        try setMostPages(1)
        let big = try range("big", "1000", "9999")
        do {
            _ = try store.createRange(big, at: second(0))
            Issue.record("there was room")
        } catch {
            #expect(error.code == .storageFull)
            #expect(error.detail.contains("free some space"))
        }
        #expect(try store.range(named: "big") == nil)
        #expect(try store.events(after: 0, limit: 10).count == 1)
        try setMostPages(100_000)
        _ = try store.createRange(big, at: second(0))
        #expect(try store.orbitCounts(at: second(0)).map(\.count) == [20, 0, 0, 9000, 0, 0])
    }

    @Test func `a list never waits for a change under way, and sees it when it is done`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        _ = try store.createRange(range("main", "700", "719"), at: second(0))
        try store.write { connection throws(Refusal) in
            try connection.run("UPDATE ranges SET programme = 'changed'")
            #expect(try store.range(named: "main")?.range.programme == "default")
        }
        #expect(try store.range(named: "main")?.range.programme == "changed")
    }

    @Test func `the reading connection cannot write`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        #expect(throws: Refusal.self) {
            try store.reader.withLock { connection throws(Refusal) in
                try connection.execute("DELETE FROM ranges")
            }
        }
    }

    @Test func `a commit is on the disk before it returns`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        let settings = try store.writer.withLock { connection throws(Refusal) in
            try ["journal_mode", "synchronous", "foreign_keys"].map { name throws(Refusal) in
                try connection.first("PRAGMA \(name)") { $0.text() }
            }
        }
        #expect(settings == ["wal", "2", "1"])
    }

    @Test(arguments: OrbitQueries.all)
    func `what is asked for every call is answered by an index, without sorting`(_ sql: String) throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try open(directory)
        _ = try store.createRange(range("main", "1000", "2999"), at: second(0))
        let plan = try store.writer.withLock { connection throws(Refusal) in
            try connection.plan(of: sql)
        }
        #expect(!plan.isEmpty)
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH ") }, "\(plan)")
    }
}

extension Connection {
    /// How SQLite would carry out a statement; every `?` stands for an empty value.
    fileprivate func plan(of sql: String) throws(Refusal) -> [String] {
        let literal = (1...3).reduce(sql) { text, number in
            text.replacingOccurrences(of: "?\(number)", with: number == 1 ? "'main'" : "701")
        }
        return try rows("EXPLAIN QUERY PLAN " + literal) { row in
            _ = (row.integer(), row.integer(), row.integer())
            return row.text()
        }
    }
}
