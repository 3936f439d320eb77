// SPDX-License-Identifier: GPL-3.0-or-later
internal import Synchronization

/// Small orders from one thread to one other, without a lock and without allocation.
package final class CommandRing: Sendable {
    private nonisolated(unsafe) let slots: UnsafeMutablePointer<UInt32>
    private let mask: Int
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)

    /// The capacity is rounded up to a power of two.
    package init(capacity: Int) {
        let size = 1 << (Int.bitWidth - (max(capacity, 2) - 1).leadingZeroBitCount)
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
    }

    deinit {
        slots.deallocate()
    }

    /// Adds an order behind the others; the ring is made large enough never to be full.
    package func push(_ order: UInt32) {
        let end = tail.load(ordering: .relaxed)
        precondition(
            end - head.load(ordering: .acquiring) <= mask, "the ring holds every order that can be open")
        slots[end & mask] = order
        tail.store(end + 1, ordering: .releasing)
    }

    package func pop() -> UInt32? {
        let start = head.load(ordering: .relaxed)
        guard start != tail.load(ordering: .acquiring) else { return nil }
        let order = slots[start & mask]
        head.store(start + 1, ordering: .releasing)
        return order
    }

    package var isEmpty: Bool {
        head.load(ordering: .relaxed) == tail.load(ordering: .acquiring)
    }
}
