// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// A session description of ours, all but its `o=` line.
struct SDPBody: Equatable, Sendable {
    /// The audio line's side of the negotiation.
    struct Audio: Equatable, Sendable {
        var port: UInt16
        var formats: [PayloadFormat]
        /// Milliseconds.
        var packetTime: Int
        var direction: SessionDescription.Direction
    }

    /// A media line: refused, with the formats it came with, unless it is the audio.
    struct Line: Equatable, Sendable {
        var type: String
        var transport: String
        var formats: [String]
        var audio: Audio?

        init(type: String, transport: String, formats: [String]) {
            self.type = type
            self.transport = transport
            self.formats = formats
        }

        init(refusing line: MediaLine) {
            self.init(type: line.type, transport: line.transport, formats: line.formats)
        }
    }

    var address: IPAddress
    var lines: [Line]

    /// The text in the order of lines that [RFC 8866 §9](https://www.rfc-editor.org/rfc/rfc8866#section-9) fixes.
    func text(origin: String) -> [UInt8] {
        var rows = ["v=0", "o=- \(origin)", "s=-", "c=\(Self.network(address))", "t=0 0"]
        for line in lines {
            guard let audio = line.audio else {
                rows.append("m=\(line.type) 0 \(line.transport) \(line.formats.joined(separator: " "))")
                continue
            }
            let numbers = audio.formats.map { String($0.number) }.joined(separator: " ")
            rows.append("m=\(line.type) \(audio.port) \(line.transport) \(numbers)")
            for format in audio.formats {
                rows.append("a=rtpmap:\(format.number) \(Self.canonical(format))")
                // The sixteen keys and hook flash (RFC 4733 §2.4.1).
                if format.isEvent { rows.append("a=fmtp:\(format.number) 0-16") }
            }
            rows.append("a=ptime:\(audio.packetTime)")
            rows.append("a=\(Self.attribute(audio.direction))")
        }
        return Array(rows.map { $0 + "\r\n" }.joined().utf8)
    }

    /// `IN IP4 192.0.2.1`, as `o=` and `c=` want it.
    static func network(_ address: IPAddress) -> String {
        "IN \(address.family == .v4 ? "IP4" : "IP6") \(address)"
    }

    /// The encoding in the spelling of its registration, whatever the offer's was.
    private static func canonical(_ format: PayloadFormat) -> String {
        "\(format.codec?.rawValue ?? PayloadFormat.eventEncoding)/\(format.rate)"
    }

    private static func attribute(_ direction: SessionDescription.Direction) -> String {
        switch direction {
        case .both: "sendrecv"
        case .sendOnly: "sendonly"
        case .receiveOnly: "recvonly"
        default: "inactive"
        }
    }
}
