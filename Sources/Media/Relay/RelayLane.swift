// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Synchronization

/// One direction of a bridge: how packets from one far end are renumbered for the other.
///
/// Source, sequence and timestamp are those of the stream that the far end has heard all along
/// ([RFC 3550 §7](https://www.rfc-editor.org/rfc/rfc3550#section-7) would let it see two).
struct RelayLane {
    let incoming: Int32
    let outgoing: Int32
    private let ssrc: UInt32
    private let voice: (from: UInt8, to: UInt8)
    /// Payload types of telephone-events; nil where one side does not know them.
    private let events: (from: UInt8, to: UInt8)?
    /// From one companding law to the other; nil where both speak the same.
    private let translation: UnsafePointer<UInt8>?
    private let clockRate: Int
    /// The line on which the outgoing timestamps lie.
    private let line: (start: Instant, timestamp: UInt32)

    private var source: UInt32?
    private var sequenceOffset: UInt16 = 0
    private var timestampOffset: UInt32 = 0
    /// The number of the next packet.
    private(set) var nextSequence: UInt16
    let progress = RelayProgress()

    init(
        incoming: Int32, outgoing: Int32, from: RemoteMedia, to: RemoteMedia, ssrc: UInt32,
        nextSequence: UInt16,
        line: (start: Instant, timestamp: UInt32)
    ) {
        self.incoming = incoming
        self.outgoing = outgoing
        self.ssrc = ssrc
        self.nextSequence = nextSequence
        self.line = line
        voice = (from.target.payloadType, to.target.payloadType)
        events = from.eventPayloadType.flatMap { from in to.eventPayloadType.map { (from, $0) } }
        translation =
            from.target.codec == to.target.codec
            ? nil : CodeTable.from(from.target.codec.law, to: to.target.codec.law)
        clockRate = to.target.codec.clockRate
    }

    /// Rewrites a packet in place for the far end; false for what it would not understand.
    ///
    /// The first packet of a source takes the next number and the time of this moment, with the marker set; from then
    /// on gaps and order stay as they came.
    mutating func rewrite(_ packet: UnsafeMutableRawBufferPointer, at now: Instant) -> Bool {
        guard let (header, payload) = RTPHeader.parse(packet.bytes), payload.lowerBound == RTPHeader.size,
            payload.upperBound == packet.count
        else { return false }
        let type: UInt8
        if header.payloadType == voice.from {
            type = voice.to
            if let translation {
                for index in payload { packet[index] = translation[Int(packet[index])] }
            }
        } else if let events, header.payloadType == events.from {
            type = events.to
        } else {
            return false
        }
        var marker = header.marker
        if source != header.ssrc {
            source = header.ssrc
            sequenceOffset = nextSequence &- header.sequence
            timestampOffset = timestamp(at: now) &- header.timestamp
            marker = true
        }
        let sequence = header.sequence &+ sequenceOffset
        if Int16(bitPattern: sequence &- nextSequence) >= 0 { nextSequence = sequence &+ 1 }
        progress.add(octets: UInt32(truncatingIfNeeded: payload.count))
        RTPHeader(
            marker: marker, payloadType: type, sequence: sequence,
            timestamp: header.timestamp &+ timestampOffset,
            ssrc: ssrc
        ).write(to: packet.baseAddress!)
        return true
    }

    private func timestamp(at now: Instant) -> UInt32 {
        line.timestamp
            &+ UInt32(
                truncatingIfNeeded: max(0, (now - line.start).nanoseconds) * Int64(clockRate) / 1_000_000_000)
    }
}

/// How much a lane has forwarded; the relay writes, the attendant reads it for its reports.
final class RelayProgress: Sendable {
    private let packets = Atomic<UInt32>(0)
    private let octets = Atomic<UInt32>(0)

    func add(octets count: UInt32) {
        packets.wrappingAdd(1, ordering: .relaxed)
        octets.wrappingAdd(count, ordering: .relaxed)
    }

    var sent: (packets: UInt32, octets: UInt32) {
        (packets.load(ordering: .relaxed), octets.load(ordering: .relaxed))
    }
}

/// The 256 codes of one companding law in the other, made once.
enum CodeTable {
    private nonisolated(unsafe) static let muToA = table(.muLaw, .aLaw)
    private nonisolated(unsafe) static let aToMu = table(.aLaw, .muLaw)

    static func from(_ law: G711, to other: G711) -> UnsafePointer<UInt8> {
        precondition(law != other, "a law needs no table to itself")
        return law == .muLaw ? muToA : aToMu
    }

    private static func table(_ law: G711, _ other: G711) -> UnsafePointer<UInt8> {
        let codes = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for code in 0..<256 { codes[code] = other.encode(law.decode(UInt8(code))) }
        return UnsafePointer(codes)
    }
}
