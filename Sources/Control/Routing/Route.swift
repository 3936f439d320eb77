// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// One method of one path.
package struct Route: Sendable {
    /// What a handler comes to.
    enum Answer: Sendable {
        case now(Response)
        /// The response is made of the reply to an intent, which comes later.
        case later(Intent, @Sendable (Reply) -> Response)
    }

    typealias Handler = @Sendable (Visit) throws(Refusal) -> Answer

    package let method: String
    /// The path; a segment in braces stands for any text.
    package let template: String
    let access: Access
    let handler: Handler
    private let segments: [String]

    init(_ method: String, _ template: String, _ access: Access, _ handler: @escaping Handler) {
        self.method = method
        self.template = template
        self.access = access
        self.handler = handler
        segments = template.split(separator: "/").map(String.init)
    }

    /// The texts that stand for the segments in braces; nil when the path is another.
    func match(_ path: [String]) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, text) in zip(segments, path) {
            if segment.hasPrefix("{") {
                guard !text.isEmpty else { return nil }
                parameters[String(segment.dropFirst().dropLast())] = text
            } else if segment != text {
                return nil
            }
        }
        return parameters
    }
}
