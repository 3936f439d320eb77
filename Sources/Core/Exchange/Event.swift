// SPDX-License-Identifier: GPL-3.0-or-later
/// Something that has happened; the exchange is told, and answers with effects.
package enum Event: Equatable, Sendable {
    case parkRequested(RequestID, CallID, token: String, ParkRequest)
    case releaseRequested(RequestID, CallID, by: String)
    /// A call that an earlier run of the server had parked was found in the store.
    case recovered(ParkedCall)

    /// The token is for the call that an INVITE may become.
    case dialog(LegID, token: String, DialogEvent)

    case legOpened(LegID, MediaStream)
    case legFailed(LegID, Refusal)

    case orbitClaimed(ParkedCall)
    case claimRefused(CallID, Refusal)
    case callFinished(FinishedCall)
    case finishRefused(CallID, Refusal)

    /// The server is about to stop: calls stay, new ones are refused.
    case drainingBegan
    case deadlinePassed
}

/// Whoever waits for an answer.
package struct RequestID: Hashable, Comparable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    package static func < (left: RequestID, right: RequestID) -> Bool { left.number < right.number }
}
