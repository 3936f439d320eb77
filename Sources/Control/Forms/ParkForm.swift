// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The body that parks a call at a bare RTP endpoint.
struct ParkForm {
    private static let packetTimes: [Int64] = [10, 20, 30, 40, 60]

    let allowedNetworks: [IPNetwork]

    func request(_ json: JSON) throws(Refusal) -> ParkRequest {
        let fields = try Fields(json, accepting: ["range", "orbit", "media", "caller", "parker", "uri"])
        guard !fields.has("uri") else {
            throw Refusal(
                .invalid, "calling a SIP URI is not supported by this version: leave uri out, and give media")
        }
        let media = try fields.object(
            "media", accepting: ["address", "port", "codec", "ptime_ms", "payload_type"])
        return ParkRequest(
            place: try place(fields), target: try target(fields.required("media", media)),
            caller: try party(fields.object("caller", accepting: ["uri", "name"])),
            parker: try party(fields.object("parker", accepting: ["uri", "name"])))
    }

    private func place(_ fields: Fields) throws(Refusal) -> ParkRequest.Place {
        switch (try fields.text("range"), try fields.orbitNumber("orbit")) {
        case (nil, nil): return .anywhere
        case (let range?, nil):
            try requireName("range", range)
            return .range(range)
        case (nil, let orbit?): return .orbit(orbit)
        case (_?, _?):
            throw Refusal(
                .invalid, "range and orbit exclude each other: an orbit number belongs to one range already")
        }
    }

    private func target(_ media: Fields) throws(Refusal) -> MediaTarget {
        let text = try media.required("address", media.text("address"))
        guard let address = IPAddress(text) else {
            throw Refusal(
                .invalid, "media.address '\(text)' must be an IPv4 or IPv6 address; names are not looked up")
        }
        let port = try media.required("port", media.integer("port", in: 1024...65_535))
        let codec: Codec = try media.choice("codec") ?? .pcmu
        let packetTime = try media.integer("ptime_ms", in: 1...1000) ?? 20
        guard Self.packetTimes.contains(packetTime) else {
            let accepted = Self.packetTimes.map(String.init).joined(separator: ", ")
            throw Refusal(.invalid, "media.ptime_ms must be one of \(accepted), not \(packetTime)")
        }
        let target = MediaTarget(
            remote: SocketAddress(address, UInt16(port)), codec: codec, packetTime: .milliseconds(packetTime),
            payloadType: try payloadType(media))
        guard allowedNetworks.contains(where: { $0.contains(address) }) else {
            throw Refusal(
                .destinationNotAllowed,
                "media.address \(address) lies in none of the networks of rtp.allowed_networks: "
                    + allowedNetworks.map(\.description).joined(separator: ", "))
        }
        return target
    }

    /// 64 to 95 would be taken for RTCP where both share a port ([RFC 5761 §4](https://www.rfc-editor.org/rfc/rfc5761#section-4)).
    private func payloadType(_ media: Fields) throws(Refusal) -> UInt8? {
        guard let number = try media.integer("payload_type", in: 0...127) else { return nil }
        guard !(64...95).contains(number) else {
            throw Refusal(
                .invalid, "media.payload_type must be from 0 to 63 or from 96 to 127, not \(number)")
        }
        return UInt8(number)
    }

    private func party(_ fields: Fields?) throws(Refusal) -> Party {
        guard let fields else { return Party() }
        return Party(uri: try fields.text("uri"), name: try fields.text("name"))
    }
}
