// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Platform
import Rig
import Testing

/// How far down a test goes: to the router, or through a socket.
enum Depth: CaseIterable, Sendable {
    case router, live
}

/// A control plane over fakes, asked at either depth; every response is held against the API document.
final class Bench {
    let lists: FakeLists
    let desk: FakeDesk
    let health: FakeHealth
    let counters = Counters()
    let router: Router
    /// Nil at the depth of the router.
    let server: HTTPServer?
    private var client: HTTPClient?

    init(
        _ depth: Depth, contents: FakeLists.Contents = Sample.contents, desk: FakeDesk = FakeDesk(),
        health: FakeHealth = FakeHealth(), change: (inout ControlSettings) -> Void = { _ in }
    ) throws {
        var settings = ControlSettings(version: "1.2.3")
        settings.listen = SocketAddress("127.0.0.1:0")!
        change(&settings)
        lists = FakeLists(contents)
        self.desk = desk
        self.health = health
        router = Router(
            settings: settings, lists: lists, desk: desk, health: health, counters: counters,
            openAPI: APIDocument.bytes, wallTime: { Sample.now })
        server = depth == .live ? try HTTPServer(router: router, settings: settings) : nil
    }

    func connect() throws -> HTTPClient {
        try HTTPClient(#require(server, "only a live bench has a socket").address)
    }

    /// Asks with the token of a role, or without.
    func send(
        _ method: String, _ target: String, as role: Role? = .admin, headers: [(String, String)] = [],
        body: [UInt8] = []
    ) throws -> Response {
        let all = headers + (role.map { [("Authorization", "Bearer \(Sample.secret($0))")] } ?? [])
        let response: Response
        if server != nil {
            let client = try self.client ?? connect()
            self.client = client
            let answer = try client.send(method, target, headers: all, body: body)
            response = Response(
                answer.status, headers: answer.headers.map { Request.Header($0.name, $0.value) },
                body: answer.body)
        } else {
            var routed = try route(
                Request(
                    method, target, headers: all.map { Request.Header($0.0, $0.1) }, body: body))
            if method == "HEAD" { routed.body = [] }
            response = routed
        }
        if method != "HEAD" { APIDocument.check(response, to: method, target) }
        return response
    }

    /// Asks with a JSON body.
    func send(
        _ method: String, _ target: String, as role: Role? = .admin, headers: [(String, String)] = [],
        json: String
    ) throws -> Response {
        let isTyped = headers.contains { $0.0 == "Content-Type" }
        return try send(
            method, target, as: role,
            headers: headers + (isTyped ? [] : [("Content-Type", "application/json")]),
            body: Array(json.utf8))
    }

    private func route(_ request: Request) throws -> Response {
        let answers = Mailbox<Response>()
        router.handle(request) { answers.post($0) }
        let received = answers.receive(until: SystemClock.now + .seconds(10)) ?? []
        return try #require(received.first, "the router must answer")
    }
}

extension Response {
    var json: JSON { (try? JSON.read(body)) ?? .null }
    /// The stable code of a problem.
    var code: String? { if case .string(let code) = json["code"] { code } else { nil } }
    var detail: String { if case .string(let detail) = json["detail"] { detail } else { "" } }
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension JSON {
    /// The same with members in the order of their names, to compare documents whatever their order.
    var sorted: JSON {
        switch self {
        case .array(let values): .array(values.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
        default: self
        }
    }

    init(text: String) {
        self = (try? JSON.read(Array(text.utf8))) ?? .null
    }
}
