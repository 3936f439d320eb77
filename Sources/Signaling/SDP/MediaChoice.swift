// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The one media line of a description that Layby serves, and how.
struct MediaChoice: Equatable, Sendable {
    /// The packet times that Layby sends, in milliseconds.
    static let packetTimes = [10, 20, 30, 40, 60]

    /// The place of the line among the media lines.
    var index: Int
    var line: MediaLine
    var codec: Codec
    var codecFormat: PayloadFormat
    var eventFormat: PayloadFormat?
    var remote: SocketAddress
    var packetTime: Int

    /// Takes the first audio line of an offer with a codec of ours.
    init(offer: SessionDescription) throws(SDPFailure) {
        let audio = offer.media.indices.filter { offer.media[$0].isPlainAudio }
        guard !audio.isEmpty else {
            let offered = SDPText.list(offer.media.map { "\($0.type) on port \($0.port) by \($0.transport)" })
            throw .noAudio(
                "Offered: \(offered). Accepted: audio on a port other than 0 by RTP/AVP or RTP/AVPF.")
        }
        guard let index = audio.first(where: { offer.media[$0].payloads.contains { $0.codec != nil } }) else {
            throw Self.noCommonCodec(audio.flatMap { offer.media[$0].payloads })
        }
        try self.init(offer, index: index)
    }

    /// Takes the line of an answer that answers our own audio.
    init(answer: SessionDescription, index: Int) throws(SDPFailure) {
        guard answer.media[index].isPlainAudio else {
            throw .noAudio("The answer refuses the audio that was offered.")
        }
        try self.init(answer, index: index)
    }

    private init(_ description: SessionDescription, index: Int) throws(SDPFailure) {
        let line = description.media[index]
        guard let format = line.payloads.first(where: { $0.codec != nil }), let codec = format.codec else {
            throw Self.noCommonCodec(line.payloads)
        }
        guard let connection = line.connection ?? description.connection else {
            throw .malformed("The audio line has no c= line, and the session has none either.")
        }
        self.index = index
        self.line = line
        self.codec = codec
        codecFormat = format
        eventFormat = line.payloads.first { $0.isEvent }
        remote = SocketAddress(try Self.address(connection), line.port)
        packetTime = Self.packetTime(wanted: line.packetTime, longest: line.longestPacketTime)
    }

    /// Names are not looked up, as the call path waits for nobody, and music for a group of hosts would be a flood.
    private static func address(_ connection: SessionDescription.Connection) throws(SDPFailure) -> IPAddress {
        let shown = SDPText.printable(connection.host)
        guard let address = IPAddress(connection.host) else {
            throw .unusableAddress("The c= line names \(shown); an IPv4 or IPv6 address is needed.")
        }
        guard connection.host.contains(":") == (connection.family == .v6) else {
            throw .malformed("The address \(shown) of the c= line is not of the type that the line names.")
        }
        let isGroup =
            address.family == .v4
            ? address.low >> 28 == 0xE || address.low == 0xFFFF_FFFF : address.high >> 56 == 0xFF
        guard !isGroup else {
            throw .unusableAddress(
                "The c= line names \(shown), which is many hosts; the address of one is needed.")
        }
        return address
    }

    /// The wish if it can be met, else 20 ms, and never more than the far end's limit where ours go that low.
    static func packetTime(wanted: Int?, longest: Int?) -> Int {
        let limit = longest ?? Int.max
        if let wanted, wanted <= limit, packetTimes.contains(wanted) { return wanted }
        return packetTimes.last { $0 <= min(20, limit) } ?? packetTimes[0]
    }

    private static func noCommonCodec(_ offered: [PayloadFormat]) -> SDPFailure {
        let ours = Codec.allCases.map { "\($0.rawValue)/\($0.clockRate)" }
        return .noCommonCodec("Offered: \(SDPText.list(offered)). Accepted: \(SDPText.list(ours)).")
    }

    /// The direction that counts: an address of zeros takes away the hearing, as
    /// [RFC 3264 §8.4](https://www.rfc-editor.org/rfc/rfc3264#section-8.4) says of the older kind of hold.
    var direction: SessionDescription.Direction {
        remote.address.isUnspecified
            ? line.direction.subtracting(.receiveOnly) : line.direction
    }

    /// The same in the words of the contract.
    var media: RemoteMedia {
        RemoteMedia(
            target: MediaTarget(
                remote: remote, codec: codec, packetTime: .milliseconds(packetTime),
                payloadType: codecFormat.number),
            eventPayloadType: eventFormat?.number, hears: direction.contains(.receiveOnly),
            speaks: direction.contains(.sendOnly))
    }
}
