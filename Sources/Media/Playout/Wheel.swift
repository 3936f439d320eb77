// SPDX-License-Identifier: GPL-3.0-or-later
/// Which lanes send at which tick: slots of two milliseconds, turning every 120, which all packet times divide.
///
/// A lane of 20 ms stands in every tenth slot. Slots hold the lanes' numbers in flat memory of a fixed size.
package struct Wheel: ~Copyable {
    package static let tick = Duration.milliseconds(2)
    package static let slots = 60

    private let numbers: UnsafeMutablePointer<UInt32>
    private let counts: UnsafeMutablePointer<Int>
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        numbers = .allocate(capacity: capacity * Self.slots)
        counts = .allocate(capacity: Self.slots)
        counts.initialize(repeating: 0, count: Self.slots)
    }

    deinit {
        numbers.deallocate()
        counts.deallocate()
    }

    /// The lanes that send in a slot.
    func lanes(in slot: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(start: numbers + slot * capacity, count: counts[slot])
    }

    /// The emptiest of the next `stride` slots from `slot` on, the soonest of equals.
    func emptiest(from slot: Int, stride: Int) -> Int {
        var best = slot % Self.slots
        for step in 1..<stride {
            let candidate = (slot + step) % Self.slots
            if counts[candidate] < counts[best] { best = candidate }
        }
        return best
    }

    func add(_ lane: UInt32, at first: Int, stride: Int) {
        for slot in Swift.stride(from: first % stride, to: Self.slots, by: stride) {
            precondition(counts[slot] < capacity, "a slot has room for every lane")
            numbers[slot * capacity + counts[slot]] = lane
            counts[slot] += 1
        }
    }

    func remove(_ lane: UInt32, at first: Int, stride: Int) {
        for slot in Swift.stride(from: first % stride, to: Self.slots, by: stride) {
            let start = numbers + slot * capacity
            var index = 0
            while start[index] != lane { index += 1 }
            counts[slot] -= 1
            start[index] = start[counts[slot]]
        }
    }

    var isEmpty: Bool { emptySlots(from: 0) == nil }

    /// How many slots from `slot` on come before one that has lanes; nil when none has.
    func emptySlots(from slot: Int) -> Int? {
        (0..<Self.slots).first { counts[(slot + $0) % Self.slots] > 0 }
    }
}
