// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// A queue that any thread may post to and one thread empties.
package final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Guarded(State())
    private let doorbell = Doorbell()

    package init() {}

    /// Readable whenever something lies in the box, for those who wait on more than this.
    package var descriptor: Int32 { doorbell.descriptor }

    /// Puts a message behind all others; false once the box is closed.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        let (accepted, wasEmpty) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.messages.append(message)
            return (true, state.messages.count == 1)
        }
        if wasEmpty { doorbell.ring() }
        return accepted
    }

    /// Refuses all further messages; the reader gets what is there, and then nil.
    package func close() {
        state.withLock { $0.isClosed = true }
        doorbell.ring()
    }

    /// Takes all that lies in the box without waiting; nil once it is closed and empty.
    package func take() -> [Message]? {
        doorbell.clear()
        return state.withLock { state in
            if state.messages.isEmpty, state.isClosed { return nil }
            defer { state.messages.removeAll(keepingCapacity: state.messages.count < 1024) }
            return state.messages
        }
    }

    /// Waits until something comes, the box is closed (nil), or the deadline passes (empty).
    package func receive(until deadline: Instant? = nil) -> [Message]? {
        while true {
            let messages = take()
            guard let messages, messages.isEmpty else { return messages }
            if !doorbell.wait(until: deadline), let deadline, deadline <= SystemClock.now { return [] }
        }
    }
}
