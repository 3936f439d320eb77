// SPDX-License-Identifier: GPL-3.0-or-later
/// The next moment at which each of many things must be looked at.
///
/// Replacing or dropping a deadline leaves its old entry in the heap; entries are checked against the table when
/// they surface, and the heap is rebuilt before stale ones outnumber the living.
package struct DeadlineQueue<ID: Hashable & Comparable & Sendable>: Sendable {
    private struct Entry: Comparable {
        let time: Instant
        let id: ID

        static func < (left: Entry, right: Entry) -> Bool {
            (left.time, left.id) < (right.time, right.id)
        }
    }

    private var heap: [Entry] = []
    private var times: [ID: Instant] = [:]

    package init() {}

    /// The earliest deadline; nothing is due before it.
    package var next: Instant? { heap.first?.time }

    package var count: Int { times.count }

    /// Sets, moves or (with nil) drops the deadline of one thing.
    package mutating func set(_ id: ID, to time: Instant?) {
        if let time {
            guard times.updateValue(time, forKey: id) != time else { return }
            push(Entry(time: time, id: id))
        } else {
            guard times.removeValue(forKey: id) != nil else { return }
        }
        if heap.count > 2 * times.count + 64 {
            heap = times.map { Entry(time: $1, id: $0) }.sorted()
        }
        dropStale()
    }

    /// Takes out the earliest thing that is due at `now`.
    package mutating func popDue(at now: Instant) -> ID? {
        guard let first = heap.first, first.time <= now else { return nil }
        times[first.id] = nil
        popFirst()
        dropStale()
        return first.id
    }

    private mutating func dropStale() {
        while let first = heap.first, times[first.id] != first.time { popFirst() }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func popFirst() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
