// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// Where packets go: a socket in the product, a recorder in tests.
package protocol PacketWire: ~Copyable {
    /// Sends one packet; false when it was not taken.
    mutating func send(_ packet: UnsafeRawBufferPointer, through descriptor: Int32) -> Bool
}

/// Sends every lane its packets on time: encoded once, only the header differs.
///
/// A value driven by the time it is given. It neither locks nor allocates after it is made.
package struct Playout: ~Copyable {
    /// A packet this late is still sent, before the next of its stream is due; a later one is skipped, and the
    /// music goes on where it should be.
    package static let tolerance = Duration.milliseconds(18)

    private let table: LaneTable
    private let lanes: UnsafeMutablePointer<Lane>
    private let wheel: Wheel
    private let packet: UnsafeMutableRawBufferPointer
    private let origin: Instant
    /// The first tick that has not been served.
    private var nextTick: Int64 = 0
    package private(set) var statistics = PlayoutStatistics.Snapshot()

    package init(_ table: LaneTable, origin: Instant) {
        self.table = table
        self.origin = origin
        lanes = table.lanes
        wheel = Wheel(capacity: table.capacity)
        packet = .allocate(byteCount: RTPHeader.size + Lane.mostPayload, alignment: 16)
    }

    deinit {
        packet.deallocate()
    }

    /// When `advance` must be called next; nil while nobody listens.
    package var nextDeadline: Instant? {
        wheel.emptySlots(from: slot(of: nextTick)).map { instant(of: nextTick + Int64($0)) }
    }

    /// Lets a lane begin within one packet interval, in the slot with the fewest others.
    package mutating func attach(_ number: UInt32, at now: Instant) {
        let lane = lanes + Int(number)
        if wheel.isEmpty { nextTick = max(nextTick, tick(at: now + Wheel.tick + .nanoseconds(-1))) }
        lane.pointee.slot = wheel.emptiest(from: slot(of: nextTick), stride: lane.pointee.stride)
        wheel.add(number, at: lane.pointee.slot, stride: lane.pointee.stride)
        let wait = (lane.pointee.slot - slot(of: nextTick) + Wheel.slots) % Wheel.slots
        table.publish(start: instant(of: nextTick + Int64(wait)), of: Int(number))
    }

    /// Takes a lane out; after this its memory and its music are the giver's again.
    package mutating func detach(_ number: UInt32) {
        let lane = lanes[Int(number)]
        wheel.remove(number, at: lane.slot, stride: lane.stride)
    }

    /// Sends what is due at `now`, and skips what is long past.
    package mutating func advance(to now: Instant, over wire: inout some PacketWire & ~Copyable) {
        let current = tick(at: now)
        let oldest = current - Self.tolerance / Wheel.tick
        if nextTick < oldest { skip(to: oldest) }
        while nextTick <= current {
            serve(slot(of: nextTick), lateness: now - instant(of: nextTick), over: &wire)
            nextTick += 1
        }
    }

    private mutating func serve(_ slot: Int, lateness: Duration, over wire: inout some PacketWire & ~Copyable)
    {
        let due = wheel.lanes(in: slot)
        guard !due.isEmpty else { return }
        for number in due {
            if !send(lanes + Int(number), over: &wire) { statistics.failed += 1 }
            table.publish(packets: lanes[Int(number)].packets, of: Int(number))
        }
        statistics.packets += Int64(due.count)
        let late = lateness.nanoseconds
        if late > 2_000_000 { statistics.late += Int64(due.count) }
        if late > statistics.worstLateness { statistics.worstLateness = late }
    }

    @inline(__always)
    private func send(_ lane: UnsafeMutablePointer<Lane>, over wire: inout some PacketWire & ~Copyable)
        -> Bool
    {
        let size = lane.pointee.payloadSize
        let payload = packet.baseAddress! + RTPHeader.size
        let position = lane.pointee.position
        let unbroken = min(size, lane.pointee.musicLength - position)
        payload.copyMemory(from: lane.pointee.music + position, byteCount: unbroken)
        var copied = unbroken
        while copied < size {
            let part = min(size - copied, lane.pointee.musicLength)
            (payload + copied).copyMemory(from: lane.pointee.music, byteCount: part)
            copied += part
        }
        RTPHeader(
            marker: lane.pointee.marker, payloadType: lane.pointee.payloadType,
            sequence: lane.pointee.sequence,
            timestamp: lane.pointee.timestamp, ssrc: lane.pointee.ssrc
        ).write(to: packet.baseAddress!)
        let isSent = wire.send(
            UnsafeRawBufferPointer(rebasing: packet[..<(RTPHeader.size + size)]),
            through: lane.pointee.descriptor)
        lane.pointee.marker = false
        lane.pointee.sequence &+= 1
        lane.pointee.packets &+= 1
        move(lane, by: 1)
        return isSent
    }

    /// Position and timestamp follow the clock, whether or not packets do.
    @inline(__always)
    private func move(_ lane: UnsafeMutablePointer<Lane>, by packets: Int) {
        lane.pointee.timestamp &+= UInt32(truncatingIfNeeded: packets) &* lane.pointee.clockTicks
        let moved = lane.pointee.position + packets * lane.pointee.payloadSize
        lane.pointee.position = moved < lane.pointee.musicLength ? moved : moved % lane.pointee.musicLength
    }

    /// Whole turns are skipped in one step, so that a long pause costs no more than a short one.
    private mutating func skip(to tick: Int64) {
        let turns = (tick - nextTick) / Int64(Wheel.slots)
        if turns > 0 {
            for slot in 0..<Wheel.slots { skip(slot, packets: Int(turns)) }
            nextTick += turns * Int64(Wheel.slots)
        }
        while nextTick < tick {
            skip(slot(of: nextTick), packets: 1)
            nextTick += 1
        }
    }

    private mutating func skip(_ slot: Int, packets: Int) {
        let due = wheel.lanes(in: slot)
        for number in due {
            move(lanes + Int(number), by: packets)
            lanes[Int(number)].marker = true
        }
        statistics.skipped += Int64(due.count * packets)
    }

    private func tick(at now: Instant) -> Int64 {
        max(0, (now - origin).nanoseconds) / Wheel.tick.nanoseconds
    }

    private func instant(of tick: Int64) -> Instant {
        Instant(nanoseconds: origin.nanoseconds + tick * Wheel.tick.nanoseconds)
    }

    private func slot(of tick: Int64) -> Int {
        Int(tick % Int64(Wheel.slots))
    }
}

extension Duration {
    fileprivate static func / (left: Duration, right: Duration) -> Int64 {
        left.nanoseconds / right.nanoseconds
    }
}
