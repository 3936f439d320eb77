// SPDX-License-Identifier: GPL-3.0-or-later

/// A final response, as far as the usage decides it.
package struct UsageAnswer: Hashable, Sendable {
    package var status: Int
    package var reason: String
    package var body: [UInt8]?
    /// Seconds after which the far end may try again.
    package var retryAfter: Int?

    package init(_ status: Int, _ reason: String, body: [UInt8]? = nil, retryAfter: Int? = nil) {
        self.status = status
        self.reason = reason
        self.body = body
        self.retryAfter = retryAfter
    }

    package static func ok(_ body: [UInt8]? = nil) -> UsageAnswer { UsageAnswer(200, "OK", body: body) }
    package static let noDialog = UsageAnswer(481, "Call/Transaction Does Not Exist")
    package static let cancelled = UsageAnswer(487, "Request Terminated")
    package static let glare = UsageAnswer(491, "Request Pending")

    /// The far end did not wait for the request before; the pause is spread by the transaction's number
    /// ([RFC 3261 §14.2](https://www.rfc-editor.org/rfc/rfc3261#section-14.2)).
    package static func tooEarly(_ transaction: Int) -> UsageAnswer {
        UsageAnswer(500, "Previous Request Pending", retryAfter: abs(transaction % 10) + 1)
    }

    package init(_ failure: SDPFailure) {
        self.init(failure.status, failure.status == 400 ? "Bad Session Description" : "Not Acceptable Here")
    }
}
