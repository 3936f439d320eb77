// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// SIGTERM and SIGINT as something to wait for; SIGPIPE ignored.
package enum Termination {
    /// Keeps the signals for `wait`; must run before any thread is started.
    package static func hold() {
        var signals = set
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Returns the name of the signal that asked the process to end.
    package static func wait() -> String {
        var signals = set
        var number: Int32 = 0
        sigwait(&signals, &number)
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    private static var set: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        return signals
    }
}
