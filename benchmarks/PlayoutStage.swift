// SPDX-License-Identifier: GPL-3.0-or-later
internal import CBench
internal import Core
internal import Media
internal import Platform

/// The product's playout on the calling thread, over real sockets.
struct PlayoutStage: ~Copyable {
    private let table: LaneTable
    private let music = Music(
        name: "noise", samples: (0..<80_000).map { Int16(truncatingIfNeeded: $0 &* 7919) })
    private let sockets: Sockets
    private(set) var packets: Int64 = 0

    init(_ sockets: Sockets) {
        self.sockets = sockets
        table = LaneTable(capacity: sockets.senders.count)
    }

    /// Plays to every socket; returns how many allocations were made meanwhile.
    mutating func play(for duration: Duration) -> Int {
        var playout = Playout(table, origin: SystemClock.now)
        var wire = SocketWire()
        let doorbell = Doorbell()
        let reel = music.reels[.pcmu]!
        for (index, socket) in sockets.senders.enumerated() {
            (table.lanes + index).initialize(
                to: Lane(
                    descriptor: socket.descriptor, ssrc: UInt32(index), timestamp: 0, sequence: 0,
                    payloadType: 0,
                    music: reel.bytes.baseAddress!, musicLength: reel.bytes.count,
                    position: index * 160 % 80_000,
                    payloadSize: 160, clockTicks: 160, stride: 10))
            playout.attach(UInt32(index), at: SystemClock.now)
        }
        let end = SystemClock.now + duration
        let before = bench_allocations_here()
        while let deadline = playout.nextDeadline, deadline < end {
            _ = doorbell.wait(until: deadline)
            playout.advance(to: SystemClock.now, over: &wire)
        }
        packets = playout.statistics.packets
        return bench_allocations_here() - before
    }
}
