// SPDX-License-Identifier: GPL-3.0-or-later

extension Prompt {
    /// Plain words, as an operator would say them.
    var english: String {
        switch self {
        case .zero: "Zero"
        case .one: "One"
        case .two: "Two"
        case .three: "Three"
        case .four: "Four"
        case .five: "Five"
        case .six: "Six"
        case .seven: "Seven"
        case .eight: "Eight"
        case .nine: "Nine"
        case .star: "Star"
        case .pound: "Pound"
        case .parkedAt: "Your call is parked at"
        case .nobodyCame: "Nobody could take your call. Goodbye."
        case .orbitEmpty: "There is no call at this number."
        case .allTaken: "All parking places are taken."
        case .pleaseHold: "Please hold the line."
        case .stillWaiting: "Thank you for waiting. Somebody will be with you soon."
        case .retrieved: "The call has been picked up."
        case .comingBack: "A parked call is coming back to you."
        case .enterNumber: "Please enter the number of the parked call."
        case .invalidNumber: "This number is not valid."
        case .notAllowed: "You are not allowed to do this."
        case .goodbye: "Goodbye."
        }
    }
}
