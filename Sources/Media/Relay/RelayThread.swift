// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Platform
internal import Synchronization

/// The thread that forwards voice between bridged legs, each packet as it comes.
final class RelayThread: Sendable {
    enum Order: Sendable {
        case add(UInt32, RelayLaneBox)
        case remove(UInt32)
        case stop
    }

    /// A lane on its way to the thread.
    struct RelayLaneBox: @unchecked Sendable {
        let lane: RelayLane
    }

    /// What a lane had come to when it was taken out.
    struct Returned: Sendable {
        let number: UInt32
        let nextSequence: UInt16
    }

    /// Packets of one leg that are forwarded before the others have their turn.
    private static let packetsPerTurn = 32
    /// More than a socket of the usual size holds.
    private static let mostBacklog = 1024
    private static let doorTag = UInt64.max

    let returned = Mailbox<Returned>()
    private let mailbox = Mailbox<Order>()
    private let thread = Guarded<WorkerThread?>(nil)
    private let forwarded = Atomic<Int64>(0)
    private let dropped = Atomic<Int64>(0)

    init(_ name: String) {
        let worker = WorkerThread(name, priority: .realTime) { [self] in run() }
        thread.withLock { $0 = worker }
    }

    func add(_ number: UInt32, _ lane: RelayLane) { mailbox.post(.add(number, RelayLaneBox(lane: lane))) }

    /// Stops a lane; what it came to lies in `returned` afterwards.
    func remove(_ number: UInt32) { mailbox.post(.remove(number)) }

    func stop() {
        mailbox.post(.stop)
        thread.withLock { worker in
            worker?.join()
            worker = nil
        }
    }

    var packetsForwarded: Int64 { forwarded.load(ordering: .relaxed) }
    var packetsDropped: Int64 { dropped.load(ordering: .relaxed) }

    private func run() {
        var lanes: [UInt32: RelayLane] = [:]
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 16)
        defer { buffer.deallocate() }
        do throws(SystemError) {
            var poller = try Poller()
            try poller.add(mailbox.descriptor, tag: Self.doorTag)
            var ready: [UInt64] = []
            while true {
                ready.removeAll(keepingCapacity: true)
                poller.wait(until: nil) { ready.append($0) }
                for tag in ready {
                    if tag == Self.doorTag {
                        for order in mailbox.take() ?? [] {
                            switch order {
                            case .add(let number, let box):
                                lanes[number] = box.lane
                                begin(box.lane, number, poller, buffer)
                            case .remove(let number):
                                guard let lane = lanes.removeValue(forKey: number) else { continue }
                                poller.remove(lane.incoming)
                                returned.post(Returned(number: number, nextSequence: lane.nextSequence))
                            case .stop: return
                            }
                        }
                    } else if lanes[UInt32(tag)] != nil {
                        forward(&lanes[UInt32(tag)]!, buffer)
                    }
                }
            }
        } catch {
            preconditionFailure("the relay needs an epoll at the start of the program: \(error)")
        }
    }

    /// What came before the bridge, or during a hold, is past: nobody is to hear it in one burst.
    private func begin(
        _ lane: RelayLane, _ number: UInt32, _ poller: borrowing Poller,
        _ buffer: UnsafeMutableRawBufferPointer
    ) {
        for _ in 0..<Self.mostBacklog {
            guard recv(lane.incoming, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)) >= 0 else {
                break
            }
        }
        do throws(SystemError) {
            try poller.add(lane.incoming, tag: UInt64(number))
        } catch {
            Log.error("a bridge stays mute in one direction", ["reason": "\(error)"])
        }
    }

    private func forward(_ lane: inout RelayLane, _ buffer: UnsafeMutableRawBufferPointer) {
        var sent: Int64 = 0
        var refused: Int64 = 0
        for _ in 0..<Self.packetsPerTurn {
            let count = recv(lane.incoming, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
            guard count >= 0 else { break }
            let packet = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            if lane.rewrite(packet, at: SystemClock.now) {
                _ = send(lane.outgoing, packet.baseAddress, count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
                sent += 1
            } else {
                refused += 1
            }
        }
        forwarded.add(sent, ordering: .relaxed)
        dropped.add(refused, ordering: .relaxed)
    }
}
