// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// One HTTP request, whole, as it came: nothing is decoded yet.
package struct Request: Sendable {
    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package var method: String
    /// The request target with its query, still percent-encoded.
    package var target: String
    package var headers: [Header]
    package var body: [UInt8]
    package var peer: IPAddress?
    /// Set when more body was sent than is taken; the body is empty then.
    package var isTooLarge = false

    package init(
        _ method: String, _ target: String, headers: [Header] = [], body: [UInt8] = [], peer: IPAddress? = nil
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// The value of a header that may come once only; a second one is refused rather than chosen from.
    package func header(_ name: String) throws(Refusal) -> String? {
        let values = headers.filter { $0.name.lowercased() == name.lowercased() }
        guard values.count <= 1 else {
            throw Refusal(.malformed, "the header \(name) is given more than once")
        }
        return values.first?.value
    }
}
