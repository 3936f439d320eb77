// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Synchronization

/// A number that only grows, or a level that goes up and down; cheap to change from any thread.
package final class Counter: Sendable {
    private let count = Atomic<Int64>(0)
    package let name: String
    package let help: String
    package let kind: Measurement.Kind

    fileprivate init(_ name: String, _ help: String, _ kind: Measurement.Kind) {
        self.name = name
        self.help = help
        self.kind = kind
    }

    package func add(_ amount: Int64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    package func set(_ value: Int64) {
        count.store(value, ordering: .relaxed)
    }

    package var value: Int64 { count.load(ordering: .relaxed) }
}

/// All counters of one server, each registered once by name.
package final class Counters: Sendable {
    private let registered = Guarded<[Counter]>([])

    package init() {}

    package func counter(_ name: String, _ help: String) -> Counter {
        register(Counter(name, help, .counter))
    }

    package func gauge(_ name: String, _ help: String) -> Counter {
        register(Counter(name, help, .gauge))
    }

    package var measurements: [Measurement] {
        registered.withLock { counters in
            counters.map { Measurement($0.name, $0.help, $0.kind, value: Double($0.value)) }
        }
    }

    private func register(_ counter: Counter) -> Counter {
        registered.withLock { counters in
            precondition(
                !counters.contains { $0.name == counter.name }, "\(counter.name) is registered twice")
            counters.append(counter)
        }
        return counter
    }
}
