// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Storage
import Synchronization
import Testing

@Suite struct StoreContractThreadsTests {
    private final class Observed: Sendable {
        let isOver = Atomic(false)
        let problems = Guarded<[String]>([])
    }

    @Test(arguments: Backend.allCases)
    func `lists read from other threads never show half a change`(_ backend: Backend) throws {
        let bench = try StoreBench(backend)
        try bench.range("main", "700", "719")
        let observed = Observed()
        withThreads(2) {
            var told: Int64 = 0
            while !observed.isOver.load(ordering: .acquiring) {
                do {
                    let events = try bench.store.events(after: told, limit: 1000)
                    if !events.map(\.sequence).elementsEqual((told + 1)..<(told + 1 + Int64(events.count))) {
                        observed.problems.withLock { $0.append("a gap in the events behind \(told)") }
                    }
                    told += Int64(events.count)
                    let orbits = try bench.store.orbits(range: nil, state: nil, Page(), at: second(0)).items
                    if orbits.count != 20
                        || orbits.contains(where: { ($0.state == .taken) != ($0.call != nil) })
                    {
                        observed.problems.withLock { $0.append("orbits that contradict themselves") }
                    }
                } catch {
                    observed.problems.withLock { $0.append("\(error)") }
                }
            }
        } while: {
            for _ in 0..<200 {
                do { try bench.finish(bench.claim()) } catch {
                    observed.problems.withLock { $0.append("\(error)") }
                }
            }
            observed.isOver.store(true, ordering: .releasing)
        }
        #expect(observed.problems.withLock { $0 } == [])
        #expect(try bench.store.finishedCalls(Page(limit: 1000)).items.count == 200)
    }

    /// Runs a body on some threads of its own while another goes on here, and waits for all.
    private func withThreads(
        _ count: Int, _ body: @escaping @Sendable () -> Void, while foreground: () -> Void
    ) {
        let threads = (0..<count).map { WorkerThread("reader \($0)", body: body) }
        foreground()
        for thread in threads { thread.join() }
    }
}
