// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// One HTTP response, whole.
package struct Response: Equatable, Sendable {
    package var status: Int
    package var headers: [Request.Header]
    package var body: [UInt8]

    package init(_ status: Int, headers: [Request.Header] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    static func json(_ json: JSON, status: Int = 200, headers: [Request.Header] = []) -> Response {
        Response(
            status, headers: [Request.Header("Content-Type", "application/json")] + headers,
            body: Array(json.text.utf8))
    }

    static let noContent = Response(204)
}
