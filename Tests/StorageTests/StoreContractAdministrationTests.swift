// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Testing

@Suite struct StoreContractAdministrationTests {
    private func token(_ number: UInt64, at time: WallTime = second(0)) -> AccessToken {
        AccessToken(
            id: TokenID(high: 1, low: number), name: "token \(number)", role: .operator,
            hash: Array(repeating: UInt8(truncatingIfNeeded: number), count: 32), createdAt: time)
    }

    @Test(arguments: Backend.allCases)
    func `a token is found by its hash, and listed oldest first`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        let tokens = [token(3, at: second(1)), token(1, at: second(2)), token(2, at: second(2))]
        for token in tokens.reversed() { try bench.store.add(token) }
        #expect(try bench.store.token(hash: tokens[1].hash) == tokens[1])
        #expect(try bench.store.token(hash: []) == nil)
        let first = try bench.store.tokens(Page(limit: 2))
        #expect(first.items == Array(tokens[..<2]))
        #expect(try bench.store.tokens(Page(after: first.next)).items == [tokens[2]])
    }

    @Test(arguments: Backend.allCases)
    func `a secret is used by one token only, and a removed one is gone`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.store.add(token(1))
        var twin = token(2)
        twin.hash = token(1).hash
        #expect(try bench.refusal { try bench.store.add(twin) }?.code == .invalid)
        var sameID = token(1)
        sameID.hash = [9]
        #expect(try bench.refusal { try bench.store.add(sameID) }?.code == .invalid)
        try bench.store.removeToken(token(1).id)
        #expect(try bench.store.token(hash: token(1).hash) == nil)
        #expect(try bench.refusal { try bench.store.removeToken(token(1).id) }?.code == .notFound)
        try bench.store.add(twin)
        #expect(try bench.store.tokens(Page()).items == [twin])
    }

    @Test(arguments: Backend.allCases)
    func `a job is kept as it was saved last`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        var job = Job(id: JobID(high: 5, low: 5), kind: "tracks.verify", total: 1 << 40, createdAt: second(1))
        try bench.store.save(job)
        #expect(try bench.store.job(job.id) == job)
        job.state = .failed
        job.progress = 77
        job.result = ["bad": 1, "checked": ["a", nil, true], "none": .object([])]
        job.problems = ["a \"quoted\" one", ""]
        job.updatedAt = second(2)
        try bench.store.save(job)
        #expect(try bench.store.job(job.id) == job)
        #expect(try bench.store.job(JobID(high: 5, low: 6)) == nil)
        #expect(try bench.store.jobs(Page()).items == [job])
    }

    @Test(arguments: Backend.allCases)
    func `the result of a job comes back with its members sorted, whatever the backend`(_ backend: Backend)
        throws
    {
        let bench = try StoreBench(backend)
        var job = Job(id: JobID(high: 5, low: 5), kind: "k", total: 1, createdAt: second(1))
        job.result = ["z": ["y": 1, "b": 2], "a": 0]
        try bench.store.save(job)
        #expect(try bench.store.job(job.id)?.result == ["a": 0, "z": ["b": 2, "y": 1]])
    }

    @Test(arguments: Backend.allCases)
    func `jobs come newest first in pages`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        let jobs = (0..<25).map { index in
            Job(
                id: JobID(high: UInt64.max - UInt64(index), low: 0), kind: "k", total: 1,
                createdAt: second(Double(index / 3)))
        }
        for job in jobs { try bench.store.save(job) }
        let expected = jobs.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
        var listed: [Job] = []
        var page = Page(limit: 4)
        repeat {
            let listing = try bench.store.jobs(page)
            listed += listing.items
            page.after = listing.next
        } while page.after != nil
        #expect(listed == expected)
    }
}
