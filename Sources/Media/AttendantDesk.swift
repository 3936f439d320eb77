// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// What the attendant has before it; lives on one thread.
///
/// A leg is changed only while no media thread uses it: an order first *evicts* it from wherever it plays or
/// forwards, and *settles* it anew when it has come back.
struct AttendantDesk: ~Copyable {
    private static let mailboxTag: UInt64 = 0
    private static let playoutTag: UInt64 = 1
    private static let relayTag: UInt64 = 2
    static let firstLegTag: UInt64 = 3

    private let playout: PlayoutThread
    private let relay: RelayThread
    private let counters: MediaCounters
    private let report: @Sendable (Event) -> Void
    private let mailbox: Mailbox<Attendant.Order>
    private var poller: Poller
    private var opener: LegOpener
    private var legs: [LegID: Leg] = [:]
    private var tags: [UInt64: LegID] = [:]
    /// The playout thread's lanes, by number: whose they are.
    private var lanes: [UInt32: Leg] = [:]
    private var freeLanes: [UInt32]
    private var reports = DeadlineQueue<UInt64>()
    private var music: [String: Music] = [:]
    /// Legs asked for before there was any music: they are opened as soon as there is.
    private var waiting: [(LegID, LegOrder)] = []
    private var isStopping = false

    init(
        settings: TransportSettings, playout: PlayoutThread, relay: RelayThread, counters: MediaCounters,
        report: @escaping @Sendable (Event) -> Void, mailbox: Mailbox<Attendant.Order>
    ) {
        self.playout = playout
        self.relay = relay
        self.counters = counters
        self.report = report
        self.mailbox = mailbox
        opener = LegOpener(settings)
        freeLanes = (0..<UInt32(playout.table.capacity)).reversed()
        do throws(SystemError) {
            poller = try Poller()
            try poller.add(mailbox.descriptor, tag: Self.mailboxTag)
            try poller.add(playout.returned.descriptor, tag: Self.playoutTag)
            try poller.add(relay.returned.descriptor, tag: Self.relayTag)
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
                case Self.playoutTag: takeLanes()
                case Self.relayTag: takeRelays()
                default: turn(tag)
                }
            }
            let now = SystemClock.now
            while let tag = reports.popDue(at: now) { turn(tag) }
        }
    }

    private mutating func obey(_ order: Attendant.Order) {
        switch order {
        case .open(let id, let order): open(id, order)
        case .play(let id, let programme): play(id, programme)
        case .aim(let id, let media): aim(id, media)
        case .bridge(let one, let other): bridge(one, other)
        case .close(let id, let why): close(id, why)
        case .load(let loaded):
            music[loaded.name] = loaded
            let due = waiting
            waiting = []
            for (id, order) in due { open(id, order) }
        case .stop:
            takeLanes()
            takeRelays()
            for leg in legs.values {
                if let why = leg.goodbye { leg.session.sayGoodbye(why) }
            }
            isStopping = true
        }
    }

    private mutating func open(_ id: LegID, _ order: LegOrder) {
        guard !music.isEmpty else {
            waiting.append((id, order))
            return
        }
        do throws(Refusal) {
            guard legs.count < playout.table.capacity else {
                throw Refusal(
                    .tooMany, "\(playout.table.capacity) streams play already, as many as this server takes")
            }
            let leg = try opener.open(id, order, at: SystemClock.now)
            do throws(SystemError) {
                try poller.add(leg.rtcp.descriptor, tag: leg.tag)
            } catch {
                opener.close(leg, at: SystemClock.now)
                throw Refusal(.tooMany, "the system gives no more descriptors: \(error)")
            }
            legs[id] = leg
            tags[leg.tag] = id
            counters.streams.set(Int64(legs.count))
            report(.legOpened(id, leg.stream))
        } catch {
            report(.legFailed(id, error))
        }
    }

    private mutating func play(_ id: LegID, _ programme: String) {
        guard let leg = legs[id], leg.goodbye == nil else { return }
        guard let chosen = music[programme] ?? music.values.first else {
            preconditionFailure("legs are opened only when there is music")
        }
        leg.sound = .music(chosen)
        evict(around: leg)
    }

    /// Sockets may be connected anew at once; the numbers of the stream may not, so the leg is settled again.
    private mutating func aim(_ id: LegID, _ media: RemoteMedia) {
        guard let leg = legs[id], leg.goodbye == nil, leg.media != media else { return }
        do throws(SystemError) {
            try leg.aim(media)
        } catch {
            Log.warning(
                "a stream cannot be sent where it should",
                ["remote": media.target.remote.description, "reason": "\(error)"])
        }
        evict(around: leg)
    }

    private mutating func bridge(_ one: LegID, _ other: LegID) {
        guard let first = legs[one], let second = legs[other], first.goodbye == nil, second.goodbye == nil
        else { return }
        first.sound = .bridge(other)
        second.sound = .bridge(one)
        for leg in [first, second] {
            do throws(SystemError) {
                try leg.rtp.acceptIncoming()
            } catch {
                Log.error("a bridged leg stays deaf", ["reason": "\(error)"])
            }
            evict(around: leg)
        }
    }

    private mutating func close(_ id: LegID, _ why: String) {
        waiting.removeAll { $0.0 == id }
        guard let leg = legs[id], leg.goodbye == nil else { return }
        leg.goodbye = why
        evict(around: leg)
    }

    /// Calls back a leg, whoever forwards to it, and whoever is to.
    private mutating func evict(around leg: Leg) {
        if let sender = leg.sender.flatMap({ legs[$0] }) { evict(sender) }
        if case .bridge(let other) = leg.sound, let other = legs[other] { evict(other) }
        evict(leg)
    }

    /// Calls a leg back from the media threads; it is settled when it has come, at once if it is here.
    private mutating func evict(_ leg: Leg) {
        if leg.isEvicted { return }
        if let lane = leg.lane {
            leg.isEvicted = true
            playout.detach(lane)
        } else if leg.receiver != nil {
            leg.isEvicted = true
            relay.remove(UInt32(leg.tag))
        } else {
            settle(leg)
        }
    }

    /// Puts a leg where it belongs: on a lane of music, into the relay, or away.
    private mutating func settle(_ leg: Leg) {
        guard leg.lane == nil, leg.receiver == nil else { return }
        if leg.goodbye != nil { return finish(leg) }
        switch leg.sound {
        case .nothing: break
        case .music(let music):
            guard leg.sender == nil, leg.mayHear, let reel = music.reels[leg.media.target.codec],
                let lane = freeLanes.popLast()
            else { return }
            leg.reel = reel
            leg.lane = lane
            lanes[lane] = leg
            playout.table.reset(Int(lane))
            (playout.table.lanes + Int(lane)).initialize(to: leg.lane(playing: reel, at: SystemClock.now))
            playout.attach(lane)
            reports.set(leg.tag, to: SystemClock.now + .milliseconds(leg.packetMilliseconds))
        case .bridge(let other): settle(leg, forwardingTo: other)
        }
    }

    /// What a leg receives goes to the other; the other's numbers must be free for it.
    private mutating func settle(_ leg: Leg, forwardingTo other: LegID) {
        guard leg.isConnected, let other = legs[other], case .bridge(leg.id) = other.sound,
            other.goodbye == nil,
            other.lane == nil, other.sender == nil, other.mayHear
        else { return }
        leg.receiver = other.id
        other.sender = leg.id
        relay.add(UInt32(leg.tag), other.relay(from: leg, at: SystemClock.now))
        reports.set(other.tag, to: SystemClock.now + .milliseconds(other.packetMilliseconds))
    }

    /// Closes a leg that no media thread uses, unless the relay still sends through it.
    private mutating func finish(_ leg: Leg) {
        guard leg.sender == nil else { return }
        legs[leg.id] = nil
        tags[leg.tag] = nil
        counters.streams.set(Int64(legs.count))
        reports.set(leg.tag, to: nil)
        poller.remove(leg.rtcp.descriptor)
        leg.turn(nil, at: SystemClock.now)
        leg.session.sayGoodbye(leg.goodbye ?? "")
        opener.close(leg, at: SystemClock.now)
    }

    private mutating func takeLanes() {
        playout.returned.clear()
        while let number = playout.takeReturned() {
            guard let leg = lanes.removeValue(forKey: number) else {
                preconditionFailure("a lane comes back once, after it was taken out")
            }
            leg.take(
                back: playout.table.lanes[Int(number)], start: playout.table.progress(of: Int(number))?.start)
            leg.lane = nil
            leg.reel = nil
            freeLanes.append(number)
            comeBack(leg)
        }
    }

    private mutating func takeRelays() {
        for back in relay.returned.take() ?? [] {
            guard let leg = tags[UInt64(back.number)].flatMap({ legs[$0] }), let id = leg.receiver,
                let receiver = legs[id]
            else {
                preconditionFailure("both legs of a lane stay until the relay has given it back")
            }
            leg.receiver = nil
            receiver.sender = nil
            receiver.take(back: back)
            comeBack(leg)
            // Coming back may have closed it.
            if let receiver = legs[id], !receiver.isEvicted { settle(receiver) }
        }
    }

    private mutating func comeBack(_ leg: Leg) {
        leg.isEvicted = false
        settle(leg)
        if case .bridge(let other) = leg.sound, let other = legs[other], !other.isEvicted { settle(other) }
    }

    /// Lets a leg read its RTCP, and send a report if one is due.
    private mutating func turn(_ tag: UInt64) {
        guard let id = tags[tag], let leg = legs[id] else { return }
        let now = SystemClock.now
        leg.turn(leg.lane.flatMap { playout.table.progress(of: Int($0)) }, at: now)
        guard leg.lane != nil || leg.sender != nil else { return }
        reports.set(tag, to: max(leg.session.nextReport, now + .milliseconds(leg.packetMilliseconds)))
    }
}
