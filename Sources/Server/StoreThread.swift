// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform
package import Storage
internal import Synchronization

/// The thread that writes to the store, in the order in which it is asked.
package final class StoreThread: Sendable {
    package typealias Work = @Sendable (any Store) -> Void

    private let mailbox = Mailbox<Work>()
    private let thread: WorkerThread
    private let failing = Atomic<Bool>(false)

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
                failing.store(false, ordering: .relaxed)
            } catch {
                result = .failure(error)
                failing.store(
                    error.code == .storeUnavailable || error.code == .storageFull, ordering: .relaxed)
            }
            answer(result)
        }
        if !accepted { answer(.failure(Refusal(.draining, "the server is stopping; try again shortly"))) }
    }

    /// Whether the last thing asked of the store failed for the store's own reasons.
    package var isFailing: Bool { failing.load(ordering: .relaxed) }

    /// Ends when all that was asked has been done.
    package func stop() {
        mailbox.close()
        thread.join()
    }
}
