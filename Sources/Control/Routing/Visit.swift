// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// One request at its route, with all a handler may look at.
struct Visit: Sendable {
    let request: Request
    let query: [RequestTarget.Parameter]
    /// What stands in the path for each `{name}` of the template.
    let parameters: [String: String]
    /// Whose token it is; nil where the route asks for none.
    let token: AccessToken?
    let services: Services

    var lists: any Lists { services.lists }
    var now: WallTime { services.wallTime() }

    func parameter(_ name: String) -> String {
        guard let value = parameters[name] else {
            preconditionFailure("the template of the route has no {\(name)}")
        }
        return value
    }

    /// The name of the bearer, for the record of who did something.
    var actor: String {
        guard let token else { preconditionFailure("a route that records who used it asks for a token") }
        return token.name
    }

    /// The id in the path; text that is no UUID names nothing, so it is not found.
    func identity<Subject>(_ kind: String) throws(Refusal) -> Identity<Subject> {
        guard let id = Identity<Subject>(parameter("id")) else { throw notFound(kind) }
        return id
    }

    func notFound(_ kind: String) -> Refusal {
        let name = parameters["id"] ?? parameters["name"] ?? parameters["number"] ?? ""
        return Refusal(.notFound, "there is no \(kind) '\(name.prefix(64))'")
    }

    /// The body as JSON, if it says that it is.
    func json(orAs alternative: String? = nil) throws(Refusal) -> JSON {
        guard !request.body.isEmpty else {
            throw Refusal(.malformed, "the body is empty: a JSON object is expected")
        }
        let type = try request.header("Content-Type") ?? ""
        let essence = type.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        let accepted = ["application/json"] + (alternative.map { [$0] } ?? [])
        guard accepted.contains(essence) else {
            throw Refusal(
                .malformed,
                "the body must come with Content-Type: \(accepted.joined(separator: " or ")), not '\(type.prefix(64))'"
            )
        }
        return try JSON.read(request.body)
    }

    /// The ETag of `If-Match`, or nil where any version will do
    /// ([RFC 9110 §13.1.1](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1)).
    func ifMatch() throws(Refusal) -> String? {
        guard let text = try request.header("If-Match"), text != "*" else { return nil }
        let isOneTag = text.hasSuffix("\"") && text.utf8.count(where: { $0 == UInt8(ascii: "\"") }) == 2
        guard isOneTag, text.hasPrefix("\"") || text.hasPrefix("W/\"") else {
            throw Refusal(
                .malformed, "If-Match must be * or one ETag with its quotation marks, such as \"3\"")
        }
        return text
    }
}
