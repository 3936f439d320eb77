// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import CSofiaShim

/// A response on its way out.
struct SofiaReply: Equatable {
    var status: Int
    var reason: String
    /// Whole lines without their ends.
    var headers: [String] = []
    var body: [UInt8]?

    /// Answers with `nta_incoming_treply`; false when the response could not be built.
    @discardableResult
    func send(_ incoming: OpaquePointer) -> Bool {
        let headers = headers.isEmpty ? nil : headers.joined(separator: "\r\n")
        let body = body.map { String(decoding: $0, as: UTF8.self) }
        return withOptionalCString(headers) { headers in
            withOptionalCString(body) { body in
                shim_reply(incoming, Int32(status), HeaderText.line(reason), headers, body) == 0
            }
        }
    }

    /// Answers, and leaves the transaction to Sofia.
    func finish(_ incoming: OpaquePointer) {
        send(incoming)
        nta_incoming_destroy(incoming)
    }
}

/// Lends text to C, or NULL.
func withOptionalCString<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
}
