// SPDX-License-Identifier: GPL-3.0-or-later

/// What a request must be before anybody looks at what it asks, in the order of
/// [RFC 3261 §8.2](https://www.rfc-editor.org/rfc/rfc3261#section-8.2).
enum SIPRequestRules {
    /// The same for every method, so that a stranger learns nothing.
    static let stranger = SofiaReply(status: 403, reason: "Forbidden")
    static let noDialog = SofiaReply(status: 481, reason: "Call/Transaction Does Not Exist")
    private static let needDialog: Set<String> = ["BYE", "UPDATE", "INFO", "PRACK", "CANCEL"]
    private static let known: Set<String> = [
        "REGISTER", "SUBSCRIBE", "NOTIFY", "REFER", "MESSAGE", "PUBLISH",
    ]

    /// Why a trusted peer's request outside all dialogs is refused; nil for an INVITE and OPTIONS in order.
    static func outsideDialog(_ message: SofiaMessage) -> SofiaReply? {
        if message.toTag != nil || needDialog.contains(message.method) { return noDialog }
        if known.contains(message.method) {
            return SofiaReply(status: 405, reason: "Method Not Allowed", headers: [SIPHeaders.allow])
        }
        guard message.method == "INVITE" || message.method == "OPTIONS" else {
            return SofiaReply(status: 501, reason: "Not Implemented", headers: [SIPHeaders.allow])
        }
        guard message.requestScheme == "sip" || message.requestScheme == "sips" else {
            return SofiaReply(status: 416, reason: "Unsupported URI Scheme")
        }
        if let refusal = content(message) { return refusal }
        guard message.method == "INVITE" else { return nil }
        if !message.hasUsableContact { return SofiaReply(status: 400, reason: "Missing Contact Header") }
        // Calls cannot be swapped yet, so no dialog matches (RFC 3891 §3).
        return message.hasReplaces ? noDialog : nil
    }

    static func withinDialog(_ message: SofiaMessage) -> SofiaReply? {
        // Sofia also brings what has no To-tag but the same caller and Call-ID: a second copy of the INVITE.
        if message.toTag == nil { return SofiaReply(status: 482, reason: "Merged Request") }
        return message.method == "BYE" ? nil : content(message)
    }

    /// Require and body. A datagram that ends before its Content-Length is an error
    /// ([RFC 3261 §18.3](https://www.rfc-editor.org/rfc/rfc3261#section-18.3)).
    private static func content(_ message: SofiaMessage) -> SofiaReply? {
        if message.isCut { return SofiaReply(status: 400, reason: "Bad Content-Length Header") }
        let unsupported = message.required.compactMap { HeaderText.token($0) }
        if !message.required.isEmpty {
            let tags = unsupported.joined(separator: ", ")
            return SofiaReply(status: 420, reason: "Bad Extension", headers: ["Unsupported: \(tags)"])
        }
        guard ["INVITE", "UPDATE"].contains(message.method), message.body != nil else { return nil }
        if message.contentType != "application/sdp" || message.hasContentEncoding {
            return SofiaReply(
                status: 415, reason: "Unsupported Media Type",
                headers: [SIPHeaders.accept, "Accept-Encoding: identity"])
        }
        return nil
    }
}
