// SPDX-License-Identifier: GPL-3.0-or-later
/// An order to one of the rooms around the exchange.
package enum Effect: Equatable, Sendable {
    case openLeg(CallID, LegOrder)
    case playMusic(CallID, programme: String)
    /// Ends the stream; the far end is told why.
    case closeLeg(CallID, why: String)

    case claimOrbit(OrbitClaim)
    case finishCall(CallID, Outcome, why: String, by: String?)

    case answer(RequestID, Result<Reply, Refusal>)
}

/// How a leg is to be set up.
package enum LegOrder: Equatable, Sendable {
    case new(MediaTarget)
    /// The same ports and numbers as before a restart, so that the far end hears the stream go on.
    case resume(MediaStream, since: WallTime)
}
