// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform
package import Storage
internal import Synchronization

/// The thread that writes to the store, in the order in which it is asked.
package final class StoreThread: Sendable {
    package typealias Work = @Sendable (any Store) -> Void

    /// How long a failure counts against the store when nothing else is asked of it.
    package static let failureMemory = Duration.seconds(10)

    private let mailbox = Mailbox<Work>()
    private let thread: WorkerThread
    /// When the store last failed for its own reasons, in nanoseconds; 0 once something succeeded since.
    private let failedAt = Atomic<Int64>(0)

    package init(_ store: any Store) {
        thread = WorkerThread("layby-store") { [mailbox] in
            while let works = mailbox.receive() {
                for work in works { work(store) }
            }
        }
    }

    /// Runs `work` on the store's thread and hands its result to `answer`, still on that thread.
    package func perform<Value>(
        _ work: @escaping @Sendable (any Store) throws(Refusal) -> Value,
        answer: @escaping @Sendable (Result<Value, Refusal>) -> Void
    ) {
        let accepted = mailbox.post { [self] store in
            let result: Result<Value, Refusal>
            do throws(Refusal) {
                result = .success(try work(store))
                failedAt.store(0, ordering: .relaxed)
            } catch {
                result = .failure(error)
                let isItsOwn = error.code == .storeUnavailable || error.code == .storageFull
                failedAt.store(isItsOwn ? SystemClock.now.nanoseconds : 0, ordering: .relaxed)
            }
            answer(result)
        }
        if !accepted { answer(.failure(Refusal(.draining, "the server is stopping; try again shortly"))) }
    }

    /// Whether the last thing asked of the store failed for the store's own reasons, a moment ago.
    ///
    /// After that moment it counts as well again: only somebody who tries can find out.
    package func isFailing(at now: Instant) -> Bool {
        let failed = failedAt.load(ordering: .relaxed)
        return failed != 0 && now - Instant(nanoseconds: failed) < Self.failureMemory
    }

    /// Ends when all that was asked has been done.
    package func stop() {
        mailbox.close()
        thread.join()
    }
}
