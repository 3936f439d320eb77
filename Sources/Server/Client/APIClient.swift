// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform

/// Talks to a server's API with one bearer token.
package final class APIClient {
    package struct Answer: Sendable {
        package let status: Int
        /// Names in lower case.
        package let headers: [(name: String, value: String)]
        /// Null where the answer had no body.
        package let body: JSON
        /// The body as it came.
        package let bytes: [UInt8]

        package func header(_ name: String) -> String? {
            headers.first { $0.name == name }?.value
        }
    }

    /// More than the longest page of any list takes.
    package static let mostBytes = 16 << 20

    private let transfer: HTTPTransfer
    private let base: String
    private let token: String?
    private let timeout: Duration
    /// Whether the server is on this machine.
    package let isLocal: Bool

    package init(
        url: String, token: String?, timeout: Duration = .seconds(30), mostBytes: Int = APIClient.mostBytes
    ) throws(ClientFailure) {
        guard let host = Self.host(of: url) else {
            throw .unusable(
                "\(quoted(url)) is not a server's URL; accepted: http://HOST:PORT or https://HOST:PORT")
        }
        if let token, token.isEmpty || !token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw .unusable("the token is empty or has characters that no token has")
        }
        transfer = HTTPTransfer(mostBytes: mostBytes)
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        isLocal = host == "localhost" || IPAddress(host)?.isLoopback == true
        self.token = token
        self.timeout = timeout
    }

    /// Sends one request below `/api/v1` and waits for its answer; refusals of the server are thrown.
    package func send(
        _ method: String, _ path: String, body: JSON? = nil, headers: [(name: String, value: String)] = []
    ) throws(ClientFailure) -> Answer {
        var lines =
            ["Accept: application/json", "User-Agent: layby"] + headers.map { "\($0.name): \($0.value)" }
        if let token { lines.append("Authorization: Bearer \(token)") }
        if body != nil { lines.append("Content-Type: application/json") }
        precondition(!lines.contains { $0.utf8.contains { $0 < 0x20 } }, "a header is one line")
        let response: HTTPTransfer.Response
        do throws(HTTPTransfer.Failure) {
            response = try transfer.perform(
                HTTPTransfer.Request(
                    method: method, url: base + "/api/v1" + path, headers: lines,
                    body: body.map { Array($0.text.utf8) },
                    timeout: timeout, usesNoProxy: isLocal))
        } catch {
            throw .unreachable("\(base): \(error.reason)")
        }
        return try read(response)
    }

    private func read(_ response: HTTPTransfer.Response) throws(ClientFailure) -> Answer {
        let isGood = (200...299).contains(response.status)
        var body = JSON.null
        if !response.body.isEmpty {
            do throws(Refusal) {
                body = try JSON.read(response.body)
            } catch {
                if isGood {
                    throw .unreachable("\(base): what answers there is not Layby's API: \(error.detail)")
                }
            }
        }
        guard isGood else {
            throw .refused(
                status: response.status, code: body["code"]?.string ?? "",
                title: body["title"]?.string ?? "HTTP status \(response.status)",
                detail: body["detail"]?.string ?? "")
        }
        return Answer(status: response.status, headers: response.headers, body: body, bytes: response.body)
    }

    /// A path below `/api/v1`, with every component escaped ([RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3)).
    package static func path(_ components: String..., query: [(name: String, value: String?)] = []) -> String
    {
        let pairs = query.compactMap { name, value in value.map { "\(escaped(name))=\(escaped($0))" } }
        return components.map { "/" + escaped($0) }.joined()
            + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    private static func escaped(_ text: String) -> String {
        // A component of dots would be taken for a step up.
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) { return text.utf8.map { _ in "%2E" }.joined() }
        return text.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let isUnreserved =
                byte < 0x80 && (character.isLetter || character.isNumber || "-._~".contains(character))
            return isUnreserved ? String(character) : "%" + hexadecimal(CollectionOfOne(byte)).uppercased()
        }.joined()
    }

    /// The host of `http://HOST[:PORT][/PATH]`; nil for anything else, user names and queries included.
    private static func host(of url: String) -> String? {
        guard let scheme = ["http://", "https://"].first(where: { url.lowercased().hasPrefix($0) }),
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !url.contains(where: { "@?#\\\"<>".contains($0) })
        else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" }
        let host: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[...end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        let port = authority[host.endIndex...]
        guard !host.isEmpty, port.isEmpty || port.hasPrefix(":") && UInt16(port.dropFirst()) != nil else {
            return nil
        }
        return host.lowercased()
    }
}

extension JSON {
    /// The text of a string; nil for everything else.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
