// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

/// The HTTP API over one connection that is kept.
struct API {
    struct Answer {
        let status: Int
        let body: JSON

        var code: String? { body["code"]?.string }
    }

    /// A call as its acknowledgement describes it.
    struct Call: Equatable {
        let id: String
        let orbit: String
        let source: SocketAddress
        let ssrc: UInt32

        init(_ json: JSON) throws {
            id = try #require(json["id"]?.string)
            orbit = try #require(json["orbit"]?.string)
            let media = try #require(json["media"])
            let text = try #require(media["address"]?.string)
            let address = try #require(IPAddress(text))
            source = SocketAddress(address, UInt16(try media.integer("port")))
            ssrc = UInt32(try media.integer("ssrc"))
        }
    }

    let client: HTTPClient
    let token: String

    init(_ client: HTTPClient, token: String) {
        self.client = client
        self.token = token
    }

    func send(_ method: String, _ path: String, _ body: JSON? = nil) throws -> Answer {
        try answer(
            client.send(
                method, "/api/v1" + path, headers: headers, body: body.map { Array($0.text.utf8) } ?? []))
    }

    /// Sends a request without waiting for its answer, which `receive` takes.
    func begin(_ method: String, _ path: String, _ body: JSON? = nil) throws {
        let bytes = body.map { Array($0.text.utf8) } ?? []
        var head = "\(method) /api/v1\(path) HTTP/1.1\r\nHost: layby\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        head += "Content-Length: \(bytes.count)\r\n\r\n"
        try client.write(Array(head.utf8) + bytes)
    }

    func receive() throws -> Answer { try answer(client.receive()) }

    private var headers: [(String, String)] {
        [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
    }

    private func answer(_ answer: HTTPClient.Answer) throws -> Answer {
        Answer(status: answer.status, body: answer.body.isEmpty ? .null : try JSON.read(answer.body))
    }
}

// MARK: - What the tests ask for

extension API {
    static func parkBody(_ target: SocketAddress, range: String? = nil) -> JSON {
        .members([
            "range": range.map { .string($0) },
            "media": [
                "address": .string(target.address.description), "port": .integer(Int64(target.port)),
            ],
        ])
    }

    func tryToPark(_ target: SocketAddress, range: String? = nil) throws -> Answer {
        try send("POST", "/parked-calls", Self.parkBody(target, range: range))
    }

    func park(_ target: SocketAddress, range: String? = nil) throws -> Call {
        let answer = try tryToPark(target, range: range)
        try #require(answer.status == 201, "\(answer.body.text)")
        return try Call(answer.body)
    }

    /// Returns the outcome that was recorded.
    @discardableResult func release(_ call: String) throws -> String? {
        let answer = try send("DELETE", "/parked-calls/\(call)")
        try #require(answer.status == 200, "\(answer.body.text)")
        return answer.body["outcome"]?.string
    }

    /// All pages of a list.
    func list(_ path: String) throws -> [JSON] {
        var items: [JSON] = []
        var after: String?
        repeat {
            let mark = path.contains("?") ? "&" : "?"
            let page = try send("GET", path + mark + "limit=1000" + (after.map { "&after=\($0)" } ?? ""))
            guard page.status == 200, case .array(let more) = page.body["items"] else {
                throw HTTPClient.Failure.garbled(page.body.text)
            }
            items += more
            after = page.body["next"]?.string
        } while after != nil
        return items
    }

    func parkedCalls() throws -> [Call] { try list("/parked-calls").map { try Call($0) } }

    /// The calls that the orbits say they hold, by orbit.
    func takenOrbits() throws -> [String: String] {
        var taken: [String: String] = [:]
        for orbit in try list("/orbits?state=taken") {
            taken[try #require(orbit["number"]?.string)] = try #require(orbit["parked_call"]?.string)
        }
        return taken
    }

    /// One number of the metrics page.
    func metric(_ name: String) throws -> Double {
        let text = String(decoding: try client.send("GET", "/metrics").body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return try #require(line.flatMap { Double($0.dropFirst(name.count + 1)) }, "no \(name) in \(text)")
    }

    /// Asks again and again until it is so, or time is up.
    func waits(_ limit: Duration = .seconds(20), for condition: (API) throws -> Bool) throws -> Bool {
        let deadline = SystemClock.now + limit
        while SystemClock.now < deadline {
            if try condition(self) { return true }
        }
        return false
    }

    func waitsUntilReady() throws -> Bool {
        try waits { try $0.client.send("GET", "/readyz").status == 200 }
    }
}

extension JSON {
    func integer(_ name: String) throws -> Int64 {
        guard case .integer(let number) = self[name] else {
            throw HTTPClient.Failure.garbled("no number \(name) in \(text)")
        }
        return number
    }
}
