// SPDX-License-Identifier: GPL-3.0-or-later
/// One orbit as the store shows it.
package struct Orbit: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case free, taken
        /// Freed a moment ago, and not given out unasked before its range's hold-down has passed.
        case cooling
    }

    package var number: OrbitNumber
    package var range: String
    package var state: State
    package var call: CallID?

    package init(number: OrbitNumber, range: String, state: State, call: CallID?) {
        self.number = number
        self.range = range
        self.state = state
        self.call = call
    }
}
