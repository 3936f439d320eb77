// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The header fields that Layby writes.
enum SIPHeaders {
    static let methods = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "UPDATE", "INFO"]
    static let allow = "Allow: " + methods.joined(separator: ", ")
    static let accept = "Accept: application/sdp"
    /// No extension that a peer may require is understood yet.
    static let supported = "Supported:"
    static let description = "Content-Type: application/sdp"

    /// The fields of the 200 that takes a call, besides Contact.
    static func accepting(_ acceptance: Acceptance) -> [String] {
        var lines = [allow, supported, description]
        if let orbit = acceptance.orbit { lines.append("X-Layby-Orbit: \(orbit)") }
        if let token = acceptance.token.flatMap(HeaderText.token) { lines.append("X-Layby-Token: \(token)") }
        if let identity = acceptance.identity.flatMap(HeaderText.nameAddress) {
            lines.append("P-Asserted-Identity: \(identity)")
            lines.append("Remote-Party-ID: \(identity);party=called;privacy=off;screen=yes")
        }
        return lines
    }

    static func answer(_ answer: UsageAnswer, contact: String) -> [String] {
        var lines: [String] = []
        if answer.status < 300 { lines += ["Contact: \(contact)", allow, supported] }
        if answer.status == 405 { lines.append(allow) }
        if answer.body != nil { lines.append(description) }
        if let seconds = answer.retryAfter { lines.append("Retry-After: \(seconds)") }
        return lines
    }

    static func calling(_ call: SIPOutgoingCall, contact: String, userAgent: String) -> [String] {
        var lines = ["Contact: \(contact)", "User-Agent: \(userAgent)", allow, supported, description]
        if let referrer = call.referredBy.flatMap(HeaderText.nameAddress) {
            lines.append("Referred-By: \(referrer)")
        }
        if let token = call.token.flatMap(HeaderText.token) { lines.append("X-Layby-Token: \(token)") }
        return lines
    }
}
