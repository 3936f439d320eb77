// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Server
import Testing

@Suite("Client")
struct ClientTests {
    private func failure(_ server: LoopbackServer, timeout: Duration = .seconds(30), most: Int = 1 << 20)
        -> ClientFailure?
    {
        do throws(ClientFailure) {
            let client = try APIClient(url: server.url, token: nil, timeout: timeout, mostBytes: most)
            _ = try client.send("GET", "/ranges")
            return nil
        } catch {
            return error
        }
    }

    @Test func `a request carries method, path, token and body, and the answer its status, headers and body`()
        throws
    {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"id":"7","n":1}"#, status: "201 Created", headers: ["ETag: \"3\"", "X-A:  b  c "])
        }
        let client = try APIClient(url: server.url + "/", token: "s3cret")
        let answer = try client.send(
            "POST", APIClient.path("ranges", "a b/#"), body: ["name": "é"], headers: [("If-Match", "\"2\"")])
        #expect(answer.status == 201)
        #expect(answer.header("etag") == "\"3\"" && answer.header("x-a") == "b c")
        #expect(answer.body["id"] == "7" && answer.body["n"] == 1)
        #expect(String(decoding: answer.bytes, as: UTF8.self) == #"{"id":"7","n":1}"#)
        let request = try #require(server.received.first)
        #expect(request.method == "POST" && request.target == "/api/v1/ranges/a%20b%2F%23")
        #expect(request.headers["authorization"] == "Bearer s3cret")
        #expect(
            request.headers["content-type"] == "application/json" && request.headers["if-match"] == "\"2\"")
        #expect(request.body == #"{"name":"é"}"#)
    }

    @Test(arguments: ["GET", "POST", "PATCH", "DELETE"])
    func `a request without a body sends none, and an empty answer is null`(method: String) throws {
        let server = try LoopbackServer { _ in "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n" }
        let answer = try APIClient(url: server.url, token: nil).send(method, "/x")
        #expect(answer.status == 204 && answer.body == .null && answer.bytes.isEmpty)
        let request = try #require(server.received.first)
        #expect(request.method == method && request.body.isEmpty && request.headers["authorization"] == nil)
    }

    @Test func `a problem document is a refusal with code, title and detail`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"code":"range-overlap","title":"T","detail":"D","status":409}"#, status: "409 Conflict")
        }
        #expect(failure(server) == .refused(status: 409, code: "range-overlap", title: "T", detail: "D"))
    }

    @Test(arguments: ["<html>", "", "[1]", "{\"code\":7}"])
    func `an error that is not Layby's is a refusal by its status`(body: String) throws {
        let server = try LoopbackServer { _ in LoopbackServer.json(body, status: "502 Bad Gateway") }
        #expect(failure(server) == .refused(status: 502, code: "", title: "HTTP status 502", detail: ""))
    }

    @Test func `a redirect is not followed, so that the token goes nowhere else`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json("", status: "302 Found", headers: ["Location: http://127.0.0.1:1/"])
        }
        #expect(failure(server) == .refused(status: 302, code: "", title: "HTTP status 302", detail: ""))
    }

    @Test(arguments: ["", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func `an answer that breaks off is no answer`(raw: String) throws {
        let server = try LoopbackServer { _ in raw }
        guard case .unreachable(let reason) = failure(server) else {
            Issue.record("taken for an answer")
            return
        }
        #expect(reason.hasPrefix(server.url + ": "))
    }

    @Test func `a good status without JSON is not Layby's API`() throws {
        let server = try LoopbackServer { _ in LoopbackServer.json("<html>hello</html>") }
        guard case .unreachable(let reason) = failure(server) else {
            Issue.record("taken for an answer")
            return
        }
        #expect(reason.contains("is not Layby's API"))
    }

    @Test func `an answer without end is cut off`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json("\"" + String(repeating: "x", count: 3 << 20) + "\"")
        }
        #expect(
            failure(server)
                == .unreachable(
                    "\(server.url): the answer is larger than 1048576 bytes, the most that is read"))
        let lines = (0..<3000).map { "X-\($0): " + String(repeating: "y", count: 500) }
        let wordy = try LoopbackServer { _ in LoopbackServer.json("{}", headers: lines) }
        guard case .unreachable = failure(wordy) else {
            Issue.record("headers without end were read")
            return
        }
    }

    @Test func `a server that says nothing is given up after the timeout`() throws {
        let release = Gate()
        let server = try LoopbackServer { _ in
            release.wait()
            return ""
        }
        defer { release.open() }
        guard case .unreachable(let reason) = failure(server, timeout: .milliseconds(200)) else {
            Issue.record("did not time out")
            return
        }
        #expect(reason.contains("timed out"))
    }

    @Test func `a port where nobody listens is unreachable`() throws {
        let url: String
        do {
            url = try LoopbackServer { _ in "" }.url
        }
        let client = try APIClient(url: url, token: nil)
        do throws(ClientFailure) {
            _ = try client.send("GET", "/ranges")
            Issue.record("reached")
        } catch {
            guard case .unreachable(let reason) = error else { throw error }
            #expect(reason.hasPrefix(url))
        }
    }

    @Test func `one client sends many requests`() throws {
        let server = try LoopbackServer { request in LoopbackServer.json("{\"target\":\"\(request.target)\"}")
        }
        let client = try APIClient(url: server.url, token: nil)
        for index in 0..<5 {
            #expect(try client.send("GET", "/\(index)").body["target"] == .string("/api/v1/\(index)"))
        }
    }

    @Test(arguments: [
        "", "127.0.0.1:8080", "ftp://x", "http://", "http://u:p@h", "http://h?x", "http://h:99999",
        "http://h:x", "file:///etc/passwd",
        "http://h\r\nX: y", "http://[::1",
    ])
    func `what is not a server's URL is refused before anything is sent`(url: String) {
        do throws(ClientFailure) {
            _ = try APIClient(url: url, token: nil)
            Issue.record("accepted")
        } catch {
            guard case .unusable = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test(arguments: ["", "a b", "a\r\nX: y", "é"])
    func `a token that would break the header is refused`(token: String) {
        #expect(throws: ClientFailure.unusable("the token is empty or has characters that no token has")) {
            try APIClient(url: "http://127.0.0.1:1", token: token)
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:80", true), ("http://LOCALHOST", true), ("http://[::1]:80/x", true),
        ("https://127.9.9.9", true),
        ("http://example.test", false), ("http://10.0.0.1", false), ("http://127.0.0.1.example.test", false),
    ])
    func `a server on this machine is known as such`(url: String, expected: Bool) throws {
        #expect(try APIClient(url: url, token: nil).isLocal == expected)
    }

    @Test func `paths are escaped, dots too`() {
        #expect(APIClient.path("orbits", "#701") == "/orbits/%23701")
        #expect(APIClient.path("ranges", "..") == "/ranges/%2E%2E")
        #expect(
            APIClient.path("calls", query: [("after", "a=&b"), ("limit", nil), ("x", "ü")])
                == "/calls?after=a%3D%26b&x=%C3%BC")
    }
}
