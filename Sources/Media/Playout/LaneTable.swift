// SPDX-License-Identifier: GPL-3.0-or-later
internal import Synchronization
package import Core

/// The memory that the playout thread and the attendant share: lanes, and how far each has come.
///
/// A lane belongs to the attendant until it is attached, to the playout thread until it is given back.
package final class LaneTable: @unchecked Sendable {
    package let capacity: Int
    package let lanes: UnsafeMutablePointer<Lane>
    private let progress: UnsafeMutablePointer<Progress>

    private struct Progress: ~Copyable {
        /// Packets sent so far.
        let packets = Atomic<UInt32>(0)
        /// When the first packet was due, in nanoseconds.
        let start = Atomic<Int64>(0)
    }

    package init(capacity: Int) {
        self.capacity = capacity
        lanes = .allocate(capacity: capacity)
        progress = .allocate(capacity: capacity)
        for index in 0..<capacity { (progress + index).initialize(to: Progress()) }
    }

    deinit {
        progress.deinitialize(count: capacity)
        progress.deallocate()
        lanes.deallocate()
    }

    @inline(__always)
    func publish(packets: UInt32, of lane: Int) {
        progress[lane].packets.store(packets, ordering: .relaxed)
    }

    func publish(start: Instant, of lane: Int) {
        progress[lane].packets.store(0, ordering: .relaxed)
        progress[lane].start.store(start.nanoseconds, ordering: .releasing)
    }

    /// Forgets the progress of whoever had the lane before.
    func reset(_ lane: Int) {
        progress[lane].packets.store(0, ordering: .relaxed)
        progress[lane].start.store(0, ordering: .relaxed)
    }

    /// How many packets a lane has sent, and when its first was due; nil before that.
    package func progress(of lane: Int) -> (packets: UInt32, start: Instant)? {
        let start = progress[lane].start.load(ordering: .acquiring)
        guard start != 0 else { return nil }
        return (progress[lane].packets.load(ordering: .relaxed), Instant(nanoseconds: start))
    }
}
