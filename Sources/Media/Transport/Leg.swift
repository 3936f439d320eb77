// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// One RTP stream: its sockets, its oRTP session, where it sends, and what numbers it has come to.
final class Leg {
    /// What is to be heard at the far end.
    enum Sound {
        case nothing
        case music(Music)
        case bridge(LegID)
    }

    let id: LegID
    let stream: MediaStream
    let tag: UInt64
    let rtp: UDPSocket
    let rtcp: UDPSocket
    let session: RTPSession
    private(set) var media: RemoteMedia
    var sound = Sound.nothing
    /// Set when the leg is to go, as soon as no thread uses it any more.
    var goodbye: String?
    /// Where it plays in the playout thread, and what: that thread holds only an address.
    var lane: UInt32?
    var reel: Reel?
    /// To whom the relay forwards what this one receives, and whose voice it sends here. Neither closes its sockets
    /// before the relay has let go of them.
    var receiver: LegID?
    var sender: LegID?
    /// Whether a media thread has been asked to give it back.
    var isEvicted = false
    private var nextSequence: UInt16
    /// Where in its music the leg is.
    private var position: Int
    /// The line on which all timestamps of the stream lie.
    private(set) var line: (start: Instant, timestamp: UInt32)?
    private var sent: (packets: UInt32, octets: UInt32) = (0, 0)
    /// What the relay is sending to it.
    private var voice: RelayProgress?

    init(
        _ id: LegID, _ stream: MediaStream, _ media: RemoteMedia, since: WallTime?, tag: UInt64,
        rtp: UDPSocket,
        rtcp: UDPSocket
    ) {
        self.id = id
        self.stream = stream
        self.media = media
        self.tag = tag
        self.rtp = rtp
        self.rtcp = rtcp
        nextSequence = stream.firstSequence
        position = 0
        session = RTPSession(stream, rtcp: rtcp)
        if let since { jump(since) }
    }

    /// Where an interrupted stream would be by now: no number is used twice.
    private func jump(_ since: WallTime) {
        let elapsed = max(0, (SystemClock.wallTime - since).milliseconds)
        let packets = Int(elapsed) / packetMilliseconds + 1
        nextSequence &+= UInt16(truncatingIfNeeded: packets)
        position = packets * packetSize
        line = (SystemClock.now, stream.firstTimestamp &+ UInt32(truncatingIfNeeded: position))
    }

    var packetMilliseconds: Int { Int(media.target.packetTime.milliseconds) }

    /// Ticks of the RTP clock, and bytes of payload, in one packet.
    var packetSize: Int { media.target.codec.clockRate * packetMilliseconds / 1000 }

    /// Whether the sockets send to, and hear, the far end that the session description names; else nobody.
    private(set) var isConnected = false

    /// Whether anything may be sent: the far end is known and listens.
    var mayHear: Bool { media.hears && isConnected }

    /// Sends to the far end that the session description names now; to nobody if it names none, or throws.
    func aim(_ media: RemoteMedia) throws(SystemError) {
        self.media = media
        isConnected = false
        let remote = media.target.remote
        // The kernel would take an address of zeros, the older kind of hold, for this machine.
        guard remote.port != 0, !remote.address.isUnspecified else { return }
        try rtp.connect(to: remote)
        try rtcp.connect(to: SocketAddress(remote.address, remote.port &+ 1))
        session.setPayloadType(media.target.payloadType)
        isConnected = true
    }

    /// The lane that plays a reel from where the leg has come to.
    func lane(playing reel: Reel, at now: Instant) -> Lane {
        Lane(
            descriptor: rtp.descriptor, ssrc: stream.ssrc, timestamp: timestamp(at: now),
            sequence: nextSequence,
            payloadType: media.target.payloadType, music: reel.bytes.baseAddress!,
            musicLength: reel.bytes.count,
            position: position % reel.bytes.count, payloadSize: packetSize, clockTicks: UInt32(packetSize),
            stride: packetMilliseconds / Int(Wheel.tick.milliseconds))
    }

    /// Takes note of what a lane came to.
    func take(back lane: Lane, start: Instant?) {
        nextSequence = lane.sequence
        position = lane.position
        sent.packets &+= lane.packets
        sent.octets &+= lane.packets &* UInt32(lane.payloadSize)
        noteLine(start)
    }

    /// The lane that forwards to this leg what `other` receives.
    func relay(from other: Leg, at now: Instant) -> RelayLane {
        if line == nil { line = (now, stream.firstTimestamp) }
        let relay = RelayLane(
            incoming: other.rtp.descriptor, outgoing: rtp.descriptor, from: other.media, to: media,
            ssrc: stream.ssrc,
            nextSequence: nextSequence, line: line!)
        voice = relay.progress
        return relay
    }

    func take(back relay: RelayThread.Returned) {
        nextSequence = relay.nextSequence
        if let voice {
            sent.packets &+= voice.sent.packets
            sent.octets &+= voice.sent.octets
        }
        voice = nil
    }

    /// Reads and sends RTCP as if oRTP had sent what the media threads did.
    ///
    /// The timestamp of a report belongs to its NTP time, so it lies on the line through the first packet.
    func turn(_ progress: (packets: UInt32, start: Instant)?, at now: Instant) {
        noteLine(progress?.start)
        let music = progress?.packets ?? 0
        let packets = sent.packets &+ music &+ (voice?.sent.packets ?? 0)
        let octets = sent.octets &+ music &* UInt32(packetSize) &+ (voice?.sent.octets ?? 0)
        session.setSent(packets: packets, octets: octets, timestamp: timestamp(at: now))
        session.turn()
    }

    private func noteLine(_ start: Instant?) {
        if line == nil, let start { line = (start, stream.firstTimestamp) }
    }

    private func timestamp(at now: Instant) -> UInt32 {
        guard let line else { return stream.firstTimestamp }
        let elapsed = max(0, (now - line.start).nanoseconds)
        return line.timestamp
            &+ UInt32(truncatingIfNeeded: elapsed * Int64(media.target.codec.clockRate) / 1_000_000_000)
    }
}
