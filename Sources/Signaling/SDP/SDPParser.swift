// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import Core

/// Turns the bytes of an SDP body into a value, by `sdp_parse` of Sofia-SIP.
///
/// Everything of C lives and dies within one call of `read`.
enum SDPParser {
    static let mostBytes = 65_536

    /// Reads a body. Line ends may be CRLF, LF or CR, and lines of unknown kinds are skipped.
    static func read(_ body: [UInt8]) throws(SDPFailure) -> SessionDescription {
        guard body.count <= mostBytes else {
            throw .malformed("The session description is longer than \(mostBytes) bytes.")
        }
        // Sofia stops at a NUL without a word, and what stood behind it would be lost.
        guard !body.contains(0) else { throw .malformed("The session description holds a NUL byte.") }
        let lines = try SDPLines(body)
        guard !lines.kept.isEmpty else { throw .malformed("The session description is empty.") }
        guard let memory = su_home_new(isize_t(MemoryLayout<su_home_t>.size)) else {
            fatalError("Out of memory.")
        }
        let home = memory.assumingMemoryBound(to: su_home_t.self)
        defer { su_home_unref(home) }
        let parser = lines.kept.withUnsafeBytes { bytes in
            sdp_parse(
                home, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), issize_t(bytes.count),
                Int32(sdp_f_c_missing.rawValue))
        }
        defer { sdp_parser_free(parser) }
        guard let session = sdp_session(parser) else {
            let why = SDPParser.text(sdp_parsing_error(parser)) ?? "unknown error"
            throw .malformed("The session description cannot be read: \(SDPText.printable(why)).")
        }
        let description = try description(session.pointee)
        // An answer has to mirror the lines; if Sofia counts otherwise, nobody knows which is which.
        guard description.media.count == lines.mediaCount else {
            throw .malformed("The media lines of the session description cannot be told apart.")
        }
        return description
    }

    private static func description(_ session: sdp_session_t) throws(SDPFailure) -> SessionDescription {
        guard let origin = session.sdp_origin?.pointee else { throw .malformed("The o= line is missing.") }
        let shared = attributes(session.sdp_attributes)
        var media: [MediaLine] = []
        var next = session.sdp_media
        while let line = next?.pointee {
            media.append(try mediaLine(line, shared: shared))
            next = line.m_next
        }
        return SessionDescription(
            origin: SessionDescription.Origin(
                username: text(origin.o_username) ?? "-", id: origin.o_id, version: origin.o_version),
            connection: connection(session.sdp_connection), media: media)
    }

    private static func mediaLine(
        _ line: sdp_media_t, shared: [(name: String, value: String)]
    ) throws(SDPFailure) -> MediaLine {
        guard let type = text(line.m_type_name), let transport = text(line.m_proto_name) else {
            throw .malformed("A media line names no type or no transport.")
        }
        guard let port = UInt16(exactly: line.m_port) else {
            throw .malformed("The port of an \(SDPText.printable(type)) line is not between 0 and 65535.")
        }
        let own = attributes(line.m_attributes)
        var formats: [String] = []
        var payloads: [PayloadFormat] = []
        if line.m_rtpmaps != nil {
            payloads = self.payloads(line.m_rtpmaps)
            formats = payloads.map { String($0.number) }
        } else {
            formats = texts(line.m_format)
            payloads = SDPText.payloads(formats, attributes: own)
        }
        guard !formats.isEmpty else { throw .malformed("A media line has no format.") }
        return MediaLine(
            type: type, port: port, transport: transport, formats: formats, payloads: payloads,
            connection: connection(line.m_connections),
            direction: SessionDescription.Direction(rawValue: UInt8(truncatingIfNeeded: line.m_mode)),
            packetTime: SDPText.milliseconds("ptime", own) ?? SDPText.milliseconds("ptime", shared),
            longestPacketTime: SDPText.milliseconds("maxptime", own)
                ?? SDPText.milliseconds("maxptime", shared))
    }

    private static func payloads(_ first: UnsafeMutablePointer<sdp_rtpmap_t>?) -> [PayloadFormat] {
        var list: [PayloadFormat] = []
        var next = first
        while let map = next?.pointee {
            list.append(
                PayloadFormat(
                    number: UInt8(truncatingIfNeeded: map.rm_pt), encoding: text(map.rm_encoding) ?? "",
                    rate: Int(clamping: map.rm_rate), channels: text(map.rm_params)))
            next = map.rm_next
        }
        return list
    }

    private static func connection(
        _ pointer: UnsafeMutablePointer<sdp_connection_t>?
    ) -> SessionDescription.Connection? {
        guard let connection = pointer?.pointee, let host = text(connection.c_address) else { return nil }
        let family: IPAddress.Family? =
            switch connection.c_addrtype {
            case sdp_addr_ip4: .v4
            case sdp_addr_ip6: .v6
            default: nil
            }
        return SessionDescription.Connection(family: family, host: host)
    }

    private static func attributes(
        _ first: UnsafeMutablePointer<sdp_attribute_t>?
    ) -> [(name: String, value: String)] {
        var list: [(name: String, value: String)] = []
        var next = first
        while let attribute = next?.pointee {
            if let name = text(attribute.a_name) {
                list.append((name.lowercased(), text(attribute.a_value) ?? ""))
            }
            next = attribute.a_next
        }
        return list
    }

    private static func texts(_ first: UnsafeMutablePointer<sdp_list_t>?) -> [String] {
        var list: [String] = []
        var next = first
        while let item = next?.pointee {
            list.append(text(item.l_text) ?? "")
            next = item.l_next
        }
        return list
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
