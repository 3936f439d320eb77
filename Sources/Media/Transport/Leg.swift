// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// One RTP stream: its sockets, its oRTP session, and the lane it plays in.
final class Leg {
    let stream: MediaStream
    let tag: UInt64
    let rtp: UDPSocket
    let rtcp: UDPSocket
    let session: RTPSession
    /// When the stream began, if an earlier run of the server began it.
    let since: WallTime?
    /// The timestamp of the first packet that this run sends.
    private var startTimestamp: UInt32
    /// Where it plays; nil before the music starts and after it ended.
    var lane: UInt32?
    /// Kept alive for the playout thread, which holds only an address.
    var reel: Reel?

    init(
        stream: MediaStream, since: WallTime?, tag: UInt64, rtp: UDPSocket, rtcp: UDPSocket
    ) {
        self.stream = stream
        self.since = since
        startTimestamp = stream.firstTimestamp
        self.tag = tag
        self.rtp = rtp
        self.rtcp = rtcp
        session = RTPSession(stream, rtp: rtp, rtcp: rtcp)
    }

    var packetMilliseconds: Int { Int(stream.target.packetTime.milliseconds) }

    /// Ticks of the RTP clock, and bytes of payload, in one packet.
    var packetSize: Int { stream.target.codec.clockRate * packetMilliseconds / 1000 }

    /// Reads and sends RTCP as if oRTP had sent what the playout thread did.
    ///
    /// The timestamp of a report belongs to its NTP time, so it lies on the line through the first packet.
    func turn(_ progress: (packets: UInt32, start: Instant)?, at now: Instant) {
        if let progress {
            let elapsed = max(0, (now - progress.start).nanoseconds)
            let ticks = elapsed * Int64(stream.target.codec.clockRate) / 1_000_000_000
            session.setSent(
                packets: progress.packets, octets: progress.packets &* UInt32(packetSize),
                timestamp: startTimestamp &+ UInt32(truncatingIfNeeded: ticks))
        }
        session.turn()
    }

    /// Puts the stream on a lane that plays a reel from where it has come to.
    func take(_ number: UInt32, playing reel: Reel, at now: WallTime) -> Lane {
        let packets = packetsSince(now)
        lane = number
        self.reel = reel
        startTimestamp = stream.firstTimestamp &+ UInt32(truncatingIfNeeded: packets * packetSize)
        return Lane(
            descriptor: rtp.descriptor, ssrc: stream.ssrc, timestamp: startTimestamp,
            sequence: stream.firstSequence &+ UInt16(truncatingIfNeeded: packets),
            payloadType: stream.target.payloadType, music: reel.bytes.baseAddress!,
            musicLength: reel.bytes.count,
            position: packets * packetSize % reel.bytes.count, payloadSize: packetSize,
            clockTicks: UInt32(packetSize),
            stride: packetMilliseconds / Int(Wheel.tick.milliseconds))
    }

    /// How many packets an interrupted stream would have sent by now.
    ///
    /// It jumps ahead by that many when it is resumed, so that no number is used twice.
    private func packetsSince(_ now: WallTime) -> Int {
        guard let since else { return 0 }
        return Int(max(0, (now - since).milliseconds)) / packetMilliseconds + 1
    }
}
