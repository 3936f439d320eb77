// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// An RTP stream as its listener got it: what came, what did not, and when.
package struct ReceivedStream: Sendable {
    private struct Packet: Sendable {
        /// The sequence number without its wrap.
        let sequence: Int64
        let timestamp: UInt32
        let arrival: Instant
        let payload: [UInt8]
    }

    package let codec: Codec
    private var packets: [Packet] = []
    private var highest: Int64 = 0
    private var lowest = Int64.max
    /// Datagrams that were no RTP packet of this codec.
    package private(set) var foreign = 0
    package private(set) var reordered = 0
    package private(set) var markers = 0
    /// Interarrival jitter in clock ticks ([RFC 3550 §6.4.1](https://www.rfc-editor.org/rfc/rfc3550#section-6.4.1)).
    private var jitterTicks = 0.0
    package private(set) var ssrc: UInt32?

    package init(codec: Codec) {
        self.codec = codec
    }

    package var count: Int { packets.count }

    /// Takes one datagram.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, at arrival: Instant) {
        guard let (header, payload) = RTPHeader.parse(bytes.bytes), header.payloadType == codec.payloadType,
            ssrc == nil || ssrc == header.ssrc
        else {
            foreign += 1
            return
        }
        ssrc = header.ssrc
        let sequence = packets.isEmpty ? Int64(header.sequence) : extend(header.sequence)
        if let last = packets.last {
            if sequence < highest { reordered += 1 }
            noteTransit(from: last, to: header.timestamp, arrival)
        }
        if header.marker { markers += 1 }
        highest = packets.isEmpty ? sequence : max(highest, sequence)
        lowest = min(lowest, sequence)
        packets.append(
            Packet(
                sequence: sequence, timestamp: header.timestamp, arrival: arrival,
                payload: Array(bytes[payload])))
    }

    /// Packets between the first and the last that never came.
    package var lost: Int {
        packets.isEmpty ? 0 : Int(highest - lowest) + 1 - Set(packets.map(\.sequence)).count
    }

    package var duplicates: Int { packets.count - Set(packets.map(\.sequence)).count }

    package var jitter: Duration { .nanoseconds(Int64(jitterTicks * 1e9 / Double(codec.clockRate))) }

    /// How much later than the most punctual packet each packet came, in ascending order.
    package var latenesses: [Duration] {
        guard let first = packets.first else { return [] }
        let transits = packets.map { packet in
            packet.arrival.nanoseconds - Int64(packet.timestamp &- first.timestamp) * 1_000_000_000
                / Int64(codec.clockRate)
        }
        let best = transits.min() ?? 0
        return transits.map { .nanoseconds($0 - best) }.sorted()
    }

    /// All payload in the order of the sequence, duplicates dropped.
    package var payload: [UInt8] {
        var seen: Set<Int64> = []
        return packets.sorted { $0.sequence < $1.sequence }.filter { seen.insert($0.sequence).inserted }
            .flatMap(\.payload)
    }

    /// Bytes that are, at their timestamps, those of a looped track that began at `offset` with the first packet.
    package func bytes(of track: UnsafeBufferPointer<UInt8>, from offset: Int) -> Int {
        guard let first = packets.min(by: { $0.sequence < $1.sequence }) else { return 0 }
        return packets.reduce(0) { total, packet in
            let start = offset + Int(Int32(bitPattern: packet.timestamp &- first.timestamp))
            return total
                + packet.payload.indices.count { packet.payload[$0] == track[(start + $0) % track.count] }
        }
    }

    /// Music that the sender left out between packets that follow each other.
    package var skipped: Duration {
        let ordered = packets.sorted { $0.sequence < $1.sequence }
        let ticks = zip(ordered, ordered.dropFirst()).reduce(0) { total, pair in
            guard pair.1.sequence == pair.0.sequence + 1 else { return total }
            return total
                + max(0, Int(Int32(bitPattern: pair.1.timestamp &- pair.0.timestamp)) - pair.0.payload.count)
        }
        return .milliseconds(ticks * 1000 / codec.clockRate)
    }

    /// What a telephone would have played: each payload at its timestamp, silence where there was none.
    package var samples: [Int16] {
        guard let first = packets.min(by: { $0.sequence < $1.sequence }),
            let last = packets.max(by: { $0.sequence < $1.sequence })
        else { return [] }
        let length = Int(last.timestamp &- first.timestamp) + last.payload.count
        guard length < 24 * 3600 * codec.clockRate else { return [] }
        var samples = [Int16](repeating: 0, count: length)
        for packet in packets {
            let start = Int(packet.timestamp &- first.timestamp)
            for (index, code) in packet.payload.enumerated() where start + index < length {
                samples[start + index] = codec.law.decode(code)
            }
        }
        return samples
    }

    private func extend(_ sequence: UInt16) -> Int64 {
        highest + Int64(Int16(bitPattern: sequence &- UInt16(truncatingIfNeeded: highest)))
    }

    private mutating func noteTransit(from last: Packet, to timestamp: UInt32, _ arrival: Instant) {
        let elapsed = Double((arrival - last.arrival).nanoseconds) * Double(codec.clockRate) / 1e9
        let difference = abs(elapsed - Double(Int32(bitPattern: timestamp &- last.timestamp)))
        jitterTicks += (difference - jitterTicks) / 16
    }
}
