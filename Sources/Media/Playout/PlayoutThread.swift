// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Synchronization
package import Platform

/// The thread that paces music: absolute deadlines, no lock, no allocation, nothing that blocks but the wait itself.
package final class PlayoutThread: Sendable {
    /// Orders taken between two looks at the clock, so that a thousand new listeners delay nobody.
    private static let ordersPerTurn = 64

    package let table: LaneTable
    package let statistics = PlayoutStatistics()
    /// Rings when lanes have been given back.
    package let returned = Doorbell()
    private let orders: CommandRing
    private let returns: CommandRing
    private let doorbell = Doorbell()
    private let isStopping = Atomic<Bool>(false)
    private let thread = Guarded<WorkerThread?>(nil)

    package init(_ name: String, capacity: Int) {
        table = LaneTable(capacity: capacity)
        orders = CommandRing(capacity: 2 * capacity + 2)
        returns = CommandRing(capacity: capacity + 2)
        let worker = WorkerThread(name, priority: .realTime) { [self] in run() }
        thread.withLock { $0 = worker }
    }

    /// Whether the kernel lets this thread run before all ordinary ones.
    package var isRealTime: Bool { thread.withLock { $0?.hasPriority ?? false } }

    /// Begins to play a lane that lies in the table.
    package func attach(_ lane: UInt32) {
        orders.push(lane << 1)
        doorbell.ring()
    }

    /// Stops a lane; its number comes back through `takeReturned`.
    package func detach(_ lane: UInt32) {
        orders.push(lane << 1 | 1)
        doorbell.ring()
    }

    package func takeReturned() -> UInt32? { returns.pop() }

    /// Ends the thread, wherever its lanes are.
    package func stop() {
        isStopping.store(true, ordering: .relaxed)
        doorbell.ring()
        thread.withLock { worker in
            worker?.join()
            worker = nil
        }
    }

    private func run() {
        var playout = Playout(table, origin: SystemClock.now)
        var wire = SocketWire()
        while !isStopping.load(ordering: .relaxed) {
            playout.advance(to: SystemClock.now, over: &wire)
            statistics.publish(playout.statistics)
            if obey(&playout) { continue }
            _ = doorbell.wait(until: playout.nextDeadline)
        }
    }

    /// Carries out some orders; true when there may be more.
    private func obey(_ playout: inout Playout) -> Bool {
        for _ in 0..<Self.ordersPerTurn {
            guard let order = orders.pop() else { return false }
            if order & 1 == 0 {
                playout.attach(order >> 1, at: SystemClock.now)
            } else {
                playout.detach(order >> 1)
                returns.push(order >> 1)
                returned.ring()
            }
        }
        return true
    }
}

/// Sends on connected sockets with plain `send`.
///
/// `ECONNREFUSED` tells that an earlier packet found nobody, and this one has not been sent: it gets its own try.
package struct SocketWire: PacketWire {
    package init() {}

    package mutating func send(_ packet: UnsafeRawBufferPointer, through descriptor: Int32) -> Bool {
        isSent(packet, descriptor) || errno == ECONNREFUSED && isSent(packet, descriptor)
    }

    private func isSent(_ packet: UnsafeRawBufferPointer, _ descriptor: Int32) -> Bool {
        Glibc.send(descriptor, packet.baseAddress, packet.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            == packet.count
    }
}
