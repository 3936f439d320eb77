// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// What every store says in the same words.
extension Refusal {
    static func noRange(_ name: String) -> Refusal {
        Refusal(.notFound, "there is no range '\(name)'")
    }

    static let noRanges = Refusal(.notFound, "there is no range to park in: create one first")

    static func noOrbit(_ number: OrbitNumber) -> Refusal {
        Refusal(.notFound, "no range has an orbit \(number)")
    }

    static func orbitTaken(_ number: OrbitNumber) -> Refusal {
        Refusal(.orbitBusy, "orbit \(number) holds another call: choose another, or none and one is found")
    }

    static func alreadyParked(_ call: CallID, at number: OrbitNumber) -> Refusal {
        Refusal(.inProgress, "call \(call) is parked at \(number) already")
    }

    static func alreadyFinished(_ call: CallID) -> Refusal {
        Refusal(.inProgress, "call \(call) was parked and has ended: park it again under a new id")
    }

    static func notParked(_ call: CallID) -> Refusal {
        Refusal(.notFound, "call \(call) is not parked, or not any more")
    }

    static func noToken(_ id: TokenID) -> Refusal {
        Refusal(.notFound, "there is no access token \(id)")
    }

    static let tokenExists = Refusal(
        .invalid, "an access token with this id or this secret exists already: make a new one")
}
