// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform

/// The thread that sets legs up, keeps their RTCP, and takes them down, so that the media threads need not.
package final class Attendant: Sendable {
    package enum Order: Sendable {
        case open(LegID, LegOrder)
        case play(LegID, programme: String)
        case aim(LegID, RemoteMedia)
        case bridge(LegID, LegID)
        case close(LegID, why: String)
        /// A programme can be played from now on.
        case load(Music)
        case stop
    }

    private let mailbox = Mailbox<Order>()
    private let thread: WorkerThread

    /// Reports to `report` on its own thread.
    init(
        _ settings: TransportSettings, playout: PlayoutThread, relay: RelayThread, counters: MediaCounters,
        report: @escaping @Sendable (Event) -> Void
    ) {
        thread = WorkerThread("layby-attendant") { [mailbox] in
            var desk = AttendantDesk(
                settings: settings, playout: playout, relay: relay, counters: counters, report: report,
                mailbox: mailbox)
            desk.work()
        }
    }

    package func post(_ order: Order) { mailbox.post(order) }

    /// Ends the thread, after the media threads: until then those read the music and the sockets of all legs.
    ///
    /// Legs that were told to close say good-bye first; the others are cut without a word, so that they can be
    /// resumed.
    func stop() {
        mailbox.post(.stop)
        thread.join()
    }
}
