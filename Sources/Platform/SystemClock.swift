// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import CLinux
internal import Glibc

/// The clocks of this machine; whoever can take time as an argument does not use it.
package enum SystemClock {
    /// `CLOCK_MONOTONIC`, the line on which all deadlines lie.
    package static var now: Instant {
        Instant(nanoseconds: read(CLOCK_MONOTONIC))
    }

    package static var wallTime: WallTime {
        WallTime(milliseconds: read(CLOCK_REALTIME) / 1_000_000)
    }

    /// What the calling thread has used of a processor.
    package static var threadTime: Duration {
        .nanoseconds(read(CLOCK_THREAD_CPUTIME_ID))
    }

    /// `CLOCK_REALTIME` in nanoseconds, the scale of the kernel's packet timestamps.
    package static var wallNanoseconds: Int64 { read(CLOCK_REALTIME) }

    /// Waits for `deadline` with `clock_nanosleep`, which an absolute time keeps from drifting.
    package static func sleep(until deadline: Instant) {
        var time = timespec(
            tv_sec: Int(deadline.nanoseconds / 1_000_000_000),
            tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
        while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Identity {
    /// A fresh id of this moment.
    package static func fresh(at time: WallTime = SystemClock.wallTime) -> Identity {
        var random = SystemRandomNumberGenerator()
        return Identity(at: time, random: (random.next(), random.next()))
    }
}
