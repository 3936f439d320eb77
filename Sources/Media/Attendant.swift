// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform

/// The thread that sets legs up, keeps their RTCP, and takes them down, so that the playout thread need not.
package final class Attendant: Sendable {
    package enum Order: Sendable {
        case open(CallID, LegOrder)
        case play(CallID, programme: String)
        case close(CallID, why: String)
        /// A programme can be played from now on.
        case load(Music)
        case stop
    }

    private let mailbox = Mailbox<Order>()
    private let thread: WorkerThread

    /// Reports to `report` on its own thread.
    package init(
        _ settings: TransportSettings, playout: PlayoutThread, counters: MediaCounters,
        report: @escaping @Sendable (Event) -> Void
    ) {
        thread = WorkerThread("layby-attendant") { [mailbox] in
            var desk = AttendantDesk(
                settings: settings, playout: playout, counters: counters, report: report, mailbox: mailbox)
            desk.work()
        }
    }

    package func post(_ order: Order) { mailbox.post(order) }

    /// Ends the thread, after the playout thread: until then that one reads the music and the sockets of all legs.
    ///
    /// Legs that were told to close say good-bye first; the others are cut without a word, so that they can be
    /// resumed.
    package func stop() {
        mailbox.post(.stop)
        thread.join()
    }
}

/// What the attendant has before it; lives on one thread.
private struct AttendantDesk: ~Copyable {
    private static let mailboxTag: UInt64 = 0
    private static let returnedTag: UInt64 = 1

    private let playout: PlayoutThread
    private let counters: MediaCounters
    private let report: @Sendable (Event) -> Void
    private let mailbox: Mailbox<Attendant.Order>
    private var poller: Poller
    private var opener: LegOpener
    private var legs: [CallID: Leg] = [:]
    private var calls: [UInt64: CallID] = [:]
    /// Legs whose lane the playout thread still holds.
    private var leaving: [UInt32: (leg: Leg, why: String)] = [:]
    private var freeLanes: [UInt32]
    private var reports = DeadlineQueue<UInt64>()
    private var music: [String: Music] = [:]
    /// Legs asked for before there was any music: they are opened as soon as there is.
    private var waiting: [(CallID, LegOrder)] = []
    private var isStopping = false

    init(
        settings: TransportSettings, playout: PlayoutThread, counters: MediaCounters,
        report: @escaping @Sendable (Event) -> Void, mailbox: Mailbox<Attendant.Order>
    ) {
        self.playout = playout
        self.counters = counters
        self.report = report
        self.mailbox = mailbox
        opener = LegOpener(settings)
        freeLanes = (0..<UInt32(playout.table.capacity)).reversed()
        do throws(SystemError) {
            poller = try Poller()
            try poller.add(mailbox.descriptor, tag: Self.mailboxTag)
            try poller.add(playout.returned.descriptor, tag: Self.returnedTag)
        } catch {
            preconditionFailure("the attendant needs an epoll at the start of the program: \(error)")
        }
    }

    mutating func work() {
        while !isStopping {
            var ready: [UInt64] = []
            poller.wait(until: reports.next) { ready.append($0) }
            for tag in ready {
                switch tag {
                case Self.mailboxTag: for order in mailbox.take() ?? [] { obey(order) }
                case Self.returnedTag: takeReturned()
                default: turn(tag)
                }
            }
            let now = SystemClock.now
            while let tag = reports.popDue(at: now) { turn(tag) }
        }
    }

    private mutating func obey(_ order: Attendant.Order) {
        switch order {
        case .open(let call, let order): open(call, order)
        case .play(let call, let programme): play(call, programme)
        case .close(let call, let why): close(call, why)
        case .load(let loaded):
            music[loaded.name] = loaded
            let due = waiting
            waiting = []
            for (call, order) in due { open(call, order) }
        case .stop:
            takeReturned()
            for lane in leaving.keys { finishLeaving(lane) }
            isStopping = true
        }
    }

    private mutating func open(_ call: CallID, _ order: LegOrder) {
        guard !music.isEmpty else {
            waiting.append((call, order))
            return
        }
        do throws(Refusal) {
            guard legs.count + leaving.count < playout.table.capacity else {
                throw Refusal(
                    .tooMany, "\(playout.table.capacity) streams play already, as many as this server takes")
            }
            let leg = try opener.open(order, at: SystemClock.now)
            do throws(SystemError) {
                try poller.add(leg.rtcp.descriptor, tag: leg.tag)
            } catch {
                opener.close(leg, at: SystemClock.now)
                throw Refusal(.tooMany, "the system gives no more descriptors: \(error)")
            }
            legs[call] = leg
            calls[leg.tag] = call
            counters.streams.set(Int64(legs.count))
            report(.legOpened(call, leg.stream))
        } catch {
            report(.legFailed(call, error))
        }
    }

    private mutating func play(_ call: CallID, _ programme: String) {
        guard let leg = legs[call], leg.lane == nil, let lane = freeLanes.popLast() else { return }
        guard let chosen = music[programme] ?? music.values.first,
            let reel = chosen.reels[leg.stream.target.codec]
        else {
            preconditionFailure("legs are opened only when there is music, in every codec")
        }
        playout.table.reset(Int(lane))
        (playout.table.lanes + Int(lane)).initialize(
            to: leg.take(lane, playing: reel, at: SystemClock.wallTime))
        playout.attach(lane)
        reports.set(leg.tag, to: SystemClock.now + .milliseconds(leg.packetMilliseconds))
    }

    private mutating func close(_ call: CallID, _ why: String) {
        waiting.removeAll { $0.0 == call }
        guard let leg = legs.removeValue(forKey: call) else { return }
        counters.streams.set(Int64(legs.count))
        calls[leg.tag] = nil
        reports.set(leg.tag, to: nil)
        poller.remove(leg.rtcp.descriptor)
        if let lane = leg.lane {
            leaving[lane] = (leg, why)
            playout.detach(lane)
        } else {
            opener.close(leg, at: SystemClock.now)
        }
    }

    private mutating func takeReturned() {
        playout.returned.clear()
        while let lane = playout.takeReturned() { finishLeaving(lane) }
    }

    private mutating func finishLeaving(_ lane: UInt32) {
        guard let (leg, why) = leaving.removeValue(forKey: lane) else {
            preconditionFailure("a lane comes back once, after it was taken out")
        }
        leg.turn(playout.table.progress(of: Int(lane)), at: SystemClock.now)
        leg.session.sayGoodbye(why)
        freeLanes.append(lane)
        opener.close(leg, at: SystemClock.now)
    }

    /// Lets a leg read its RTCP, and send a report if one is due.
    private mutating func turn(_ tag: UInt64) {
        guard let call = calls[tag], let leg = legs[call] else { return }
        let now = SystemClock.now
        leg.turn(leg.lane.flatMap { playout.table.progress(of: Int($0)) }, at: now)
        guard leg.lane != nil else { return }
        reports.set(tag, to: max(leg.session.nextReport, now + .milliseconds(leg.packetMilliseconds)))
    }
}
