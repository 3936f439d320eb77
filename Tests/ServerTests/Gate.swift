// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform

/// Holds a thread back until it is opened.
final class Gate: Sendable {
    private let box = Mailbox<Void>()

    func open() { box.close() }

    func wait() { _ = box.receive(until: SystemClock.now + .seconds(30)) }
}
