// SPDX-License-Identifier: GPL-3.0-or-later
/// The twelve bytes before every payload ([RFC 3550 §5.1](https://www.rfc-editor.org/rfc/rfc3550#section-5.1)).
package struct RTPHeader: Hashable, Sendable {
    package static let size = 12

    package var marker: Bool
    package var payloadType: UInt8
    package var sequence: UInt16
    package var timestamp: UInt32
    package var ssrc: UInt32

    package init(marker: Bool, payloadType: UInt8, sequence: UInt16, timestamp: UInt32, ssrc: UInt32) {
        self.marker = marker
        self.payloadType = payloadType
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Writes the header of a packet without padding, extension or contributing sources.
    @inline(__always)
    package func write(to bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: 0x80, toByteOffset: 0, as: UInt8.self)
        bytes.storeBytes(of: (marker ? 0x80 : 0) | payloadType, toByteOffset: 1, as: UInt8.self)
        bytes.storeBytes(of: sequence.bigEndian, toByteOffset: 2, as: UInt16.self)
        bytes.storeBytes(of: timestamp.bigEndian, toByteOffset: 4, as: UInt32.self)
        bytes.storeBytes(of: ssrc.bigEndian, toByteOffset: 8, as: UInt32.self)
    }

    /// Reads a packet's header and finds its payload; nil for what is not RTP version 2 or is cut short.
    package static func parse(_ packet: RawSpan) -> (header: RTPHeader, payload: Range<Int>)? {
        guard packet.byteCount >= size else { return nil }
        let flags = packet.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        let second = packet.unsafeLoad(fromByteOffset: 1, as: UInt8.self)
        guard flags >> 6 == 2 else { return nil }
        var start = size + 4 * Int(flags & 0x0F)
        if flags & 0x10 != 0 {
            guard packet.byteCount >= start + 4 else { return nil }
            let words = UInt16(
                bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: start + 2, as: UInt16.self))
            start += 4 + 4 * Int(words)
        }
        var end = packet.byteCount
        if flags & 0x20 != 0 {
            let padding = Int(packet.unsafeLoad(fromByteOffset: end - 1, as: UInt8.self))
            guard padding > 0 else { return nil }
            end -= padding
        }
        guard start <= end else { return nil }
        let header = RTPHeader(
            marker: second & 0x80 != 0, payloadType: second & 0x7F,
            sequence: UInt16(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 2, as: UInt16.self)),
            timestamp: UInt32(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self)),
            ssrc: UInt32(bigEndian: packet.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        return (header, start..<end)
    }
}
