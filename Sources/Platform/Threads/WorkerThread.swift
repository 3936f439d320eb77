// SPDX-License-Identifier: GPL-3.0-or-later
internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread of the operating system, with a name that `top -H` shows.
package final class WorkerThread: Sendable {
    package enum Priority: Sendable {
        case normal
        /// `SCHED_FIFO` where the system permits it, for threads that pace media.
        case realTime
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let thread: pthread_t
    private let isJoined = Atomic<Bool>(false)
    /// Whether the wanted priority was granted.
    package let hasPriority: Bool

    package init(_ name: String, priority: Priority = .normal, body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(name: name, body: body)).toOpaque()
        let failure = pthread_create(
            &thread, nil,
            { argument in
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                pthread_setname_np(pthread_self(), String(start.name.prefix(15)))
                start.body()
                return nil
            }, start)
        precondition(
            failure == 0, "no thread could be started: \(SystemError("pthread_create", code: failure))")
        self.thread = thread
        switch priority {
        case .normal: hasPriority = true
        case .realTime:
            var parameters = sched_param(sched_priority: 50)
            hasPriority = pthread_setschedparam(thread, SCHED_FIFO, &parameters) == 0
        }
    }

    /// A thread that nobody joined goes on by itself.
    deinit {
        if !isJoined.load(ordering: .relaxed) { pthread_detach(thread) }
    }

    /// Waits for the thread to end; call it once.
    package func join() {
        precondition(!isJoined.exchange(true, ordering: .relaxed), "a thread is joined once")
        pthread_join(thread, nil)
    }
}
