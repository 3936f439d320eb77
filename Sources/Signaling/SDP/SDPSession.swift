// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// One leg's side of offer and answer ([RFC 3264](https://www.rfc-editor.org/rfc/rfc3264)), over the life of a dialog.
///
/// A call that throws leaves the session as it was: a refused re-INVITE changes nothing.
package struct SDPSession: Sendable {
    private let sessionID: UInt64
    private var version: UInt64 = 0
    /// The address of the first `o=` line, which stays when the media moves
    /// ([RFC 3264 §8](https://www.rfc-editor.org/rfc/rfc3264#section-8)).
    private var originAddress: IPAddress?
    /// What followed the last `o=` line.
    private var lastBody: SDPBody?
    /// The audio line's place in `lines`.
    private var audioIndex = 0
    /// The lines of the last description, from either side: later ones may add to them and take none away.
    private var lines: [SDPBody.Line] = []
    /// What each payload number of the audio line has meant so far.
    private var numbers: [UInt8: PayloadFormat] = [:]
    /// Whether our offer waits for its answer, and if so, whether it was to send only.
    private var pendingOffer: (onlySends: Bool, isWaiting: Bool) = (false, false)

    package init(sessionID: UInt64) {
        self.sessionID = sessionID
    }

    /// What the far end can hear, and with which codec.
    package static func inspect(_ body: [UInt8]) throws(SDPFailure) -> RemoteMedia {
        try MediaChoice(offer: SDPParser.read(body)).media
    }

    /// Answers an offer: one audio line at `local`, every other line refused in its place.
    ///
    /// The chosen codec keeps the offer's payload number, and no other number is used, so that a relayed answer fits
    /// the far end ([RFC 7088 §2.8](https://www.rfc-editor.org/rfc/rfc7088#section-2.8)).
    package mutating func answer(
        _ offer: [UInt8], local: SocketAddress, onlySends: Bool
    ) throws(SDPFailure) -> [UInt8] {
        let description = try SDPParser.read(offer)
        guard description.media.count >= lines.count else {
            throw .malformed(
                "The offer has \(description.media.count) media lines, the one before had \(lines.count); "
                    + "a line is switched off by port 0, not left out.")
        }
        let choice = try MediaChoice(offer: description)
        var body = SDPBody(
            address: local.address, lines: description.media.map { SDPBody.Line(refusing: $0) })
        body.lines[choice.index].audio = SDPBody.Audio(
            port: local.port, formats: [choice.codecFormat] + (choice.eventFormat.map { [$0] } ?? []),
            packetTime: choice.packetTime,
            direction: Self.answered(choice.direction, onlySends: onlySends))
        learn(choice.line.payloads, at: choice.index)
        pendingOffer.isWaiting = false
        return publish(body)
    }

    /// Offers both codecs and key presses; in a dialog that has media lines already, in the same lines and with the
    /// payload numbers that are known there.
    package mutating func offer(local: SocketAddress, onlySends: Bool) -> [UInt8] {
        var body = SDPBody(address: local.address, lines: lines)
        if body.lines.isEmpty {
            body.lines = [SDPBody.Line(type: "audio", transport: "RTP/AVP", formats: [])]
        }
        for index in body.lines.indices { body.lines[index].audio = nil }
        let formats = offeredFormats()
        body.lines[audioIndex].audio = SDPBody.Audio(
            port: local.port, formats: formats, packetTime: 20, direction: onlySends ? .sendOnly : .both)
        learn(formats, at: audioIndex)
        pendingOffer = (onlySends, true)
        return publish(body)
    }

    /// Takes the answer to our last offer.
    package mutating func accept(answer: [UInt8]) throws(SDPFailure) -> RemoteMedia {
        guard pendingOffer.isWaiting else {
            throw .malformed("A session description came as an answer, but no offer waits for one.")
        }
        let description = try SDPParser.read(answer)
        guard description.media.count == lines.count else {
            throw .malformed(
                "The answer has \(description.media.count) media lines, the offer had \(lines.count).")
        }
        let choice = try MediaChoice(answer: description, index: audioIndex)
        learn(choice.line.payloads, at: audioIndex)
        var media = choice.media
        // Who answers `sendonly` with `sendrecv` has left the attribute out; nobody listens to what it sends.
        if pendingOffer.onlySends { media.speaks = false }
        pendingOffer.isWaiting = false
        return media
    }

    /// The direction of an answer ([RFC 3264 §6.1](https://www.rfc-editor.org/rfc/rfc3264#section-6.1)).
    private static func answered(
        _ offered: SessionDescription.Direction, onlySends: Bool
    ) -> SessionDescription.Direction {
        switch offered {
        case .sendOnly: .receiveOnly
        case .receiveOnly: .sendOnly
        case .both: onlySends ? .sendOnly : .both
        default: .inactive
        }
    }

    /// Remembers what the payload numbers of the audio line mean; another line has numbers of its own.
    private mutating func learn(_ formats: [PayloadFormat], at index: Int) {
        if index != audioIndex {
            numbers = [:]
            audioIndex = index
        }
        for format in formats { numbers[format.number] = format }
    }

    /// Our codecs and key presses under numbers that have not meant anything else in this session
    /// ([RFC 3264 §8.3.2](https://www.rfc-editor.org/rfc/rfc3264#section-8.3.2)).
    private func offeredFormats() -> [PayloadFormat] {
        var wanted = Codec.allCases.map {
            PayloadFormat(number: $0.payloadType, encoding: $0.rawValue, rate: $0.clockRate)
        }
        wanted.append(PayloadFormat(number: 101, encoding: PayloadFormat.eventEncoding, rate: 8000))
        var taken = Set(numbers.keys)
        var formats: [PayloadFormat] = []
        for format in wanted {
            let known = numbers.values.filter { $0.means(format) }.map(\.number).min()
            let free = ([format.number] + Array(96...127)).first { !taken.contains($0) }
            guard let number = known ?? free else { continue }
            taken.insert(number)
            formats.append(PayloadFormat(number: number, encoding: format.encoding, rate: format.rate))
        }
        return formats
    }

    /// Writes a body; its version is one higher than the last only if it differs from it.
    private mutating func publish(_ body: SDPBody) -> [UInt8] {
        if body != lastBody { version += 1 }
        lastBody = body
        lines = body.lines
        let origin = originAddress ?? body.address
        originAddress = origin
        return body.text(origin: "\(sessionID) \(version) \(SDPBody.network(origin))")
    }
}
