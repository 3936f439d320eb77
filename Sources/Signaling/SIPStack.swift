// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Platform

/// SIP, on a thread of its own.
///
/// Reports come on that thread, in order for each leg; whoever gets them must not block and may post at once.
package final class SIPStack: Sendable {
    /// Where it listens, with the ports the kernel chose, in the order of the settings.
    package let listening: [SIPSettings.Listen]
    private let mailbox: Mailbox<SIPLoop.Message>
    private let thread: WorkerThread

    /// Binds every address; returns when requests are served.
    package init(
        _ settings: SIPSettings, counters: Counters,
        report: @escaping @Sendable (LegID, DialogEvent) -> Void
    ) throws(SIPStartFailure) {
        precondition(!settings.listen.isEmpty, "SIP listens somewhere")
        let counters = SIPCounters(counters)
        let mailbox = Mailbox<SIPLoop.Message>()
        let started = Mailbox<Result<[SIPSettings.Listen], SIPStartFailure>>()
        thread = WorkerThread("sip") {
            let loop: SIPLoop
            do throws(SIPStartFailure) {
                loop = try SIPLoop(settings, counters, report)
            } catch {
                started.post(.failure(error))
                return
            }
            started.post(.success(loop.agent.listeners.map { SIPSettings.Listen($0.transport, $0.address) }))
            loop.run(mailbox)
        }
        self.mailbox = mailbox
        guard let outcome = started.receive()?.first else { preconditionFailure("a start has an outcome") }
        if case .failure = outcome { thread.join() }
        listening = try outcome.get()
    }

    package func post(_ leg: LegID, _ order: DialogOrder) {
        mailbox.post(.order(leg, order))
    }

    /// Calls somebody; its end is reported whatever becomes of it.
    package func call(_ leg: LegID, _ call: SIPOutgoingCall) {
        mailbox.post(.call(leg, call))
    }

    /// Hangs up every call, reports their ends and gives the ports back; call it once.
    package func stop() {
        mailbox.post(.stop)
        thread.join()
        mailbox.close()
    }
}
