// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// What was read of an SDP body: the parts that offer and answer are made of.
struct SessionDescription: Equatable, Sendable {
    /// The `o=` line, by which a repeated description is known.
    struct Origin: Equatable, Sendable {
        var username: String
        var id: UInt64
        var version: UInt64
    }

    /// The `c=` line; the host is whatever text stood there.
    struct Connection: Equatable, Sendable {
        var family: IPAddress.Family?
        var host: String
    }

    /// Who sends, from the side of the description's author.
    struct Direction: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let inactive: Direction = []
        static let sendOnly = Direction(rawValue: 1)
        static let receiveOnly = Direction(rawValue: 2)
        static let both: Direction = [.sendOnly, .receiveOnly]
    }

    var origin: Origin
    var connection: Connection?
    /// The media lines in their order, which is all that names them.
    var media: [MediaLine]
}

/// An `m=` line with what belongs to it.
struct MediaLine: Equatable, Sendable {
    /// `audio`, `video`, `image`, …
    var type: String
    var port: UInt16
    /// `RTP/AVP`, `udptl`, …
    var transport: String
    /// The formats as the line names them; never empty.
    var formats: [String]
    /// What the formats mean where they are RTP payload types, in the same order.
    var payloads: [PayloadFormat]
    /// The line's own `c=`, which wins over the session's.
    var connection: SessionDescription.Connection?
    var direction: SessionDescription.Direction
    /// Milliseconds, of the line or else of the session.
    var packetTime: Int?
    var longestPacketTime: Int?

    /// Audio over RTP without encryption, with or without feedback, that is not switched off.
    var isPlainAudio: Bool {
        type == "audio" && port != 0 && (transport == "RTP/AVP" || transport == "RTP/AVPF")
    }
}

/// An RTP payload type and the encoding that stands behind it.
struct PayloadFormat: Hashable, Sendable, CustomStringConvertible {
    var number: UInt8
    /// Empty for a dynamic number that no `a=rtpmap` explains.
    var encoding: String
    var rate: Int
    var channels: String? = nil

    static let eventEncoding = "telephone-event"

    /// The codec of ours that this is, if any; names are compared as RFC 8866 §6.6 says, without regard to case.
    var codec: Codec? {
        guard channels == nil || channels == "1" else { return nil }
        return Codec.allCases.first {
            $0.rawValue.lowercased() == encoding.lowercased() && $0.clockRate == rate
        }
    }

    /// Whether these are key presses at the clock of our codecs
    /// ([RFC 4733 §2.4](https://www.rfc-editor.org/rfc/rfc4733#section-2.4)).
    var isEvent: Bool {
        encoding.lowercased() == Self.eventEncoding && rate == 8000 && (channels == nil || channels == "1")
    }

    /// Whether both name the same encoding, whatever their numbers.
    func means(_ other: PayloadFormat) -> Bool {
        encoding.lowercased() == other.encoding.lowercased() && rate == other.rate
            && (channels ?? "1") == (other.channels ?? "1")
    }

    var description: String {
        guard !encoding.isEmpty else { return "payload type \(number)" }
        let name = "\(encoding)/\(rate)"
        return channels.map { "\(name)/\($0)" } ?? name
    }
}
