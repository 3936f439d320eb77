// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import Core

/// A message that Sofia has parsed; lives as long as the callback that brought it.
struct SofiaMessage {
    private let sip: UnsafePointer<sip_t>

    init(_ sip: UnsafePointer<sip_t>) {
        self.sip = sip
    }

    var isRequest: Bool { sip.pointee.sip_request != nil }
    var method: String { text(sip.pointee.sip_request?.pointee.rq_method_name) ?? "" }
    var status: Int { Int(sip.pointee.sip_status?.pointee.st_status ?? 0) }
    var phrase: String { text(sip.pointee.sip_status?.pointee.st_phrase) ?? "" }

    var requestScheme: String { text(sip.pointee.sip_request?.pointee.rq_url.url_scheme)?.lowercased() ?? "" }
    /// The user part of the Request-URI, unescaped and without its own parameters.
    var requestUser: String {
        let user = text(sip.pointee.sip_request?.pointee.rq_url.url_user) ?? ""
        return NameAddress.unescaped(String(user.prefix { $0 != ";" }))
    }
    /// A parameter of the Request-URI, or of its user part, where some phones put theirs.
    func requestParameter(_ name: String) -> String? {
        let url = sip.pointee.sip_request?.pointee.rq_url
        let ofUser = (text(url?.url_user) ?? "").split(separator: ";", omittingEmptySubsequences: false)
            .dropFirst()
        for parameter in (text(url?.url_params) ?? "").split(separator: ";") + ofUser {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == name else { continue }
            return NameAddress.unescaped(String(parts[1]))
        }
        return nil
    }

    var toTag: String? { text(sip.pointee.sip_to?.pointee.a_tag) }
    var from: Party {
        guard let from = sip.pointee.sip_from?.pointee else { return Party() }
        return party(from.a_display, from.a_url)
    }
    var referredBy: Party? {
        guard let header = sip.pointee.sip_referred_by?.pointee else { return nil }
        let party = party(header.b_display, header.b_url)
        return party.uri == nil ? nil : party
    }
    var hasReplaces: Bool { sip.pointee.sip_replaces != nil }
    var hasUsableContact: Bool {
        guard let scheme = text(sip.pointee.sip_contact?.pointee.m_url.url_scheme)?.lowercased() else {
            return false
        }
        return scheme == "sip" || scheme == "sips"
    }

    /// The option tags of Require.
    var required: [String] {
        var tags: [String] = []
        var header = sip.pointee.sip_require
        while let list = header?.pointee {
            tags += items(UnsafePointer(list.k_items))
            header = list.k_next
        }
        return tags
    }

    /// The values of Privacy ([RFC 3323](https://www.rfc-editor.org/rfc/rfc3323)), in lower case.
    var privacy: [String] {
        items(sip.pointee.sip_privacy?.pointee.priv_values).map { $0.lowercased() }
    }

    /// The values of a header that Sofia has no parser for, top to bottom.
    func values(_ name: String) -> [String] {
        var values: [String] = []
        var header = sip.pointee.sip_unknown
        while let unknown = header?.pointee {
            if text(unknown.un_name)?.lowercased() == name.lowercased(), let value = text(unknown.un_value) {
                values.append(value)
            }
            header = unknown.un_next
        }
        return values
    }

    var contentType: String? { text(sip.pointee.sip_content_type?.pointee.c_type)?.lowercased() }
    var hasContentEncoding: Bool { sip.pointee.sip_content_encoding != nil }

    /// The body; nil when it is empty.
    var body: [UInt8]? {
        guard let payload = sip.pointee.sip_payload?.pointee, payload.pl_len > 0, let data = payload.pl_data
        else {
            return nil
        }
        return [UInt8](UnsafeRawBufferPointer(start: data, count: Int(payload.pl_len)))
    }

    /// Whether the body ends before Content-Length says so: Sofia lets a datagram through that was cut.
    var isCut: Bool {
        let announced = sip.pointee.sip_content_length.map { UInt64($0.pointee.l_length) } ?? 0
        return announced > UInt64(sip.pointee.sip_payload?.pointee.pl_len ?? 0)
    }

    private func party(_ display: UnsafePointer<CChar>?, _ url: url_t) -> Party {
        var url = url
        guard let copy = url_as_string(nil, &url) else { return Party() }
        defer { su_free(nil, copy) }
        let uri = String(cString: copy)
        let name = HeaderText.line(NameAddress.unquoted(text(display) ?? ""))
        return Party(uri: HeaderText.isPlainURI(uri) ? uri : nil, name: name.isEmpty ? nil : name)
    }

    private func items(_ first: UnsafePointer<msg_param_t?>?) -> [String] {
        var items: [String] = []
        var next = first
        while let item = next?.pointee {
            items.append(String(cString: item))
            next = next?.advanced(by: 1)
        }
        return items
    }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
        pointer.map { String(cString: $0) }
    }
}
