// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Server
import Storage
import Testing

struct StoreThreadTests {
    private let store = StoreThread(MemoryStore())

    private func fail(_ code: Refusal.Code) {
        let done = Mailbox<Void>()
        store.perform { _ throws(Refusal) in
            throw Refusal(code, "no")
        } answer: { (_: Result<Void, Refusal>) in
            done.post(())
        }
        _ = done.receive(until: SystemClock.now + .seconds(10))
    }

    @Test(arguments: [Refusal.Code.storeUnavailable, .storageFull])
    func `a store that failed counts as failing, until it is time that somebody tries again`(
        code: Refusal.Code
    ) {
        fail(code)
        let now = SystemClock.now
        #expect(store.isFailing(at: now))
        #expect(!store.isFailing(at: now + StoreThread.failureMemory))
        store.stop()
    }

    @Test func `a store that says no is well`() {
        fail(.storeUnavailable)
        fail(.notFound)
        #expect(!store.isFailing(at: SystemClock.now))
        store.stop()
    }

    @Test func `a stopped store answers that it is draining`() {
        store.stop()
        let answers = Mailbox<Refusal.Code?>()
        store.perform { _ throws(Refusal) in
        } answer: { result in
            if case .failure(let refusal) = result { answers.post(refusal.code) } else { answers.post(nil) }
        }
        #expect(answers.take() == [.draining])
    }
}
