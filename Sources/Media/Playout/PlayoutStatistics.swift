// SPDX-License-Identifier: GPL-3.0-or-later
internal import Synchronization

/// What the playout thread has done so far; it writes, anybody may read.
package final class PlayoutStatistics: Sendable {
    package struct Snapshot: Equatable, Sendable {
        package var packets: Int64 = 0
        /// Packets that were not sent because their time had passed.
        package var skipped: Int64 = 0
        /// Packets that the kernel did not take.
        package var failed: Int64 = 0
        /// Packets sent more than two milliseconds after their time.
        package var late: Int64 = 0
        package var worstLateness: Int64 = 0

        package init() {}
    }

    private let packets = Atomic<Int64>(0)
    private let skipped = Atomic<Int64>(0)
    private let failed = Atomic<Int64>(0)
    private let late = Atomic<Int64>(0)
    private let worstLateness = Atomic<Int64>(0)

    package init() {}

    func publish(_ snapshot: Snapshot) {
        packets.store(snapshot.packets, ordering: .relaxed)
        skipped.store(snapshot.skipped, ordering: .relaxed)
        failed.store(snapshot.failed, ordering: .relaxed)
        late.store(snapshot.late, ordering: .relaxed)
        worstLateness.store(snapshot.worstLateness, ordering: .relaxed)
    }

    package var snapshot: Snapshot {
        var snapshot = Snapshot()
        snapshot.packets = packets.load(ordering: .relaxed)
        snapshot.skipped = skipped.load(ordering: .relaxed)
        snapshot.failed = failed.load(ordering: .relaxed)
        snapshot.late = late.load(ordering: .relaxed)
        snapshot.worstLateness = worstLateness.load(ordering: .relaxed)
        return snapshot
    }
}
