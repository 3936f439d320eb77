// SPDX-License-Identifier: GPL-3.0-or-later
/// A codec that Layby sends.
package enum Codec: String, CaseIterable, Sendable {
    case pcmu = "PCMU"
    case pcma = "PCMA"

    /// The static payload type of RFC 3551 §6.
    package var payloadType: UInt8 {
        switch self {
        case .pcmu: 0
        case .pcma: 8
        }
    }

    /// Ticks of the RTP clock in a second.
    package var clockRate: Int {
        switch self {
        case .pcmu, .pcma: 8000
        }
    }
}

/// What the far end wants to receive, and where.
package struct MediaTarget: Hashable, Sendable {
    package var remote: SocketAddress
    package var codec: Codec
    package var packetTime: Duration
    package var payloadType: UInt8

    package init(
        remote: SocketAddress, codec: Codec, packetTime: Duration = .milliseconds(20),
        payloadType: UInt8? = nil
    ) {
        self.remote = remote
        self.codec = codec
        self.packetTime = packetTime
        self.payloadType = payloadType ?? codec.payloadType
    }
}

/// Both ends of one RTP stream, and the numbers it counts with.
package struct MediaStream: Hashable, Sendable {
    package var target: MediaTarget
    package var local: SocketAddress
    package var ssrc: UInt32
    package var firstSequence: UInt16
    package var firstTimestamp: UInt32

    package init(
        target: MediaTarget, local: SocketAddress, ssrc: UInt32, firstSequence: UInt16, firstTimestamp: UInt32
    ) {
        self.target = target
        self.local = local
        self.ssrc = ssrc
        self.firstSequence = firstSequence
        self.firstTimestamp = firstTimestamp
    }
}
