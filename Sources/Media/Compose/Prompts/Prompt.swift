// SPDX-License-Identifier: GPL-3.0-or-later

/// Something Layby can say; the raw value is the name of its file.
package enum Prompt: String, CaseIterable, Sendable {
    case zero = "digit-0"
    case one = "digit-1"
    case two = "digit-2"
    case three = "digit-3"
    case four = "digit-4"
    case five = "digit-5"
    case six = "digit-6"
    case seven = "digit-7"
    case eight = "digit-8"
    case nine = "digit-9"
    case star
    case pound
    /// The orbit's digits follow.
    case parkedAt = "parked-at"
    case nobodyCame = "nobody-came"
    case orbitEmpty = "orbit-empty"
    case allTaken = "all-taken"
    case pleaseHold = "please-hold"
    case stillWaiting = "still-waiting"
    case retrieved
    case comingBack = "coming-back"
    case enterNumber = "enter-number"
    case invalidNumber = "invalid-number"
    case notAllowed = "not-allowed"
    case goodbye
}
