// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import CLinux
internal import Glibc

/// Wakes one waiting thread from any other, without a lock: an `eventfd`.
package final class Doorbell: Sendable {
    /// Readable from the ring until `clear`, for those who wait on more than this.
    package let descriptor: Int32

    package init() {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        precondition(descriptor >= 0, "a doorbell needs a descriptor: \(SystemError("eventfd"))")
    }

    deinit {
        close(descriptor)
    }

    package func ring() {
        var one: UInt64 = 1
        _ = write(descriptor, &one, 8)
    }

    package func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }

    /// Waits for a ring or the deadline, whichever is first; true when it rang, and the ring is cleared.
    package func wait(until deadline: Instant?) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let count: Int32
        if let deadline {
            let left = max(0, (deadline - SystemClock.now).nanoseconds)
            var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            count = ppoll(&poll, 1, &time, nil)
        } else {
            count = ppoll(&poll, 1, nil, nil)
        }
        guard count > 0 else { return false }
        clear()
        return true
    }
}
