// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import CLinux
internal import Glibc
internal import Synchronization

/// A queue that any thread may post to and one thread empties; a descriptor wakes it.
package final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Readable whenever something lies in the box: an `eventfd`, for those who wait on more than this.
    package let descriptor: Int32

    package init() {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(descriptor >= 0, "a mailbox needs a descriptor: \(SystemError("eventfd"))")
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Puts a message behind all others; false once the box is closed.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        let (accepted, wasEmpty) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.messages.append(message)
            return (true, state.messages.count == 1)
        }
        if wasEmpty { wake() }
        return accepted
    }

    /// Refuses all further messages, and wakes the reader.
    package func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    /// Takes all that lies in the box without waiting; nil once it is closed and empty.
    package func take() -> [Message]? {
        var count: UInt64 = 0
        _ = Glibc.read(descriptor, &count, 8)
        return state.withLock { state in
            if state.messages.isEmpty, state.isClosed { return nil }
            defer { state.messages.removeAll(keepingCapacity: state.messages.count < 1024) }
            return state.messages
        }
    }

    /// Waits until something comes, the box is closed (nil), or the deadline passes (empty).
    package func receive(until deadline: Instant?) -> [Message]? {
        while true {
            let messages = take()
            guard let messages, messages.isEmpty else { return messages }
            var wait: timespec?
            if let deadline {
                let left = deadline - SystemClock.now
                if left <= .zero { return [] }
                wait = timespec(
                    tv_sec: Int(left.nanoseconds / 1_000_000_000), tv_nsec: Int(left.nanoseconds % 1_000_000_000))
            }
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = withUnsafePointer(to: &wait) { pointer in
                pointer.withMemoryRebound(to: timespec.self, capacity: 1) { time in
                    ppoll(&poll, 1, deadline == nil ? nil : time, nil)
                }
            }
        }
    }

    private func wake() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, 8)
    }
}
