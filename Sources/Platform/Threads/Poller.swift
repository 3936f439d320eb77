// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import CLinux
internal import Glibc

/// Waits for any of many descriptors to become readable: an `epoll`.
package struct Poller: ~Copyable {
    private let descriptor: Int32
    private var ready: [epoll_event]

    package init() throws(SystemError) {
        descriptor = try check("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) }
        ready = Array(repeating: epoll_event(), count: 256)
    }

    deinit {
        close(descriptor)
    }

    /// Watches a descriptor under a tag of the caller's.
    package func add(_ watched: Int32, tag: UInt64) throws(SystemError) {
        var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: tag))
        try check("epoll_ctl") { epoll_ctl(descriptor, EPOLL_CTL_ADD, watched, &event) }
    }

    package func remove(_ watched: Int32) {
        var event = epoll_event()
        _ = epoll_ctl(descriptor, EPOLL_CTL_DEL, watched, &event)
    }

    /// Calls `body` with the tag of each readable descriptor; returns when there was one, or at the deadline.
    package mutating func wait(until deadline: Instant?, body: (UInt64) -> Void) {
        var milliseconds: Int32 = -1
        if let deadline {
            let left = (deadline - SystemClock.now).nanoseconds
            milliseconds = Int32(clamping: max(0, (left + 999_999) / 1_000_000))
        }
        let count = epoll_wait(descriptor, &ready, Int32(ready.count), milliseconds)
        for index in 0..<max(0, Int(count)) {
            body(ready[index].data.u64)
        }
    }
}
