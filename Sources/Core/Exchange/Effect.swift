// SPDX-License-Identifier: GPL-3.0-or-later
/// An order to one of the rooms around the exchange.
package enum Effect: Equatable, Sendable {
    case openLeg(LegID, LegOrder)
    case playMusic(LegID, programme: String)
    /// Changes where a leg sends, or stops it sending; it goes on counting.
    case aim(LegID, RemoteMedia)
    /// Ends the music of both and forwards what each sends to the other.
    case bridge(LegID, LegID)
    /// Ends the stream; the far end is told why.
    case closeLeg(LegID, why: String)

    case signal(LegID, DialogOrder)

    case claimOrbit(OrbitClaim)
    case finishCall(CallID, Outcome, why: String, by: String?)

    case answer(RequestID, Result<Reply, Refusal>)
}

/// How a leg is to be set up.
package enum LegOrder: Equatable, Sendable {
    case new(RemoteMedia)
    /// An offer of ours comes first: ports are opened at the address that reaches this one, and `aim` follows.
    case listen(near: SocketAddress, Codec)
    /// The same ports and numbers as before a restart, so that the far end hears the stream go on.
    case resume(MediaStream, since: WallTime)
}
