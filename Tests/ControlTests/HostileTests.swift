// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Platform
import Rig
import Testing

@Suite struct HostileTests {
    private static let token = "Authorization: Bearer secret-of-admin\r\n"

    @Test(
        arguments: Depth.allCases,
        [
            "/api/v1/orbits/%", "/api/v1/orbits/%2", "/api/v1/orbits/%zz", "/api/v1/orbits/%+1",
            "/api/v1/orbits/%00",
            "/api/v1/orbits/701%0d%0aX:y", "/api/v1/ranges/%ff%fe", "/api/v1/ranges/%c0%af",
            "/api/v1/ranges/%ed%a0%80",
            "/api/v1/orbits?range=%", "/api/v1/orbits?%ff=1", "/api/v1/orbits?range=%7f",
        ])
    func `a URL that cannot be decoded is malformed`(depth: Depth, target: String) throws {
        let response = try Bench(depth).send("GET", target)
        #expect(response.status == 400)
        #expect(response.code == "malformed")
    }

    @Test(arguments: Depth.allCases)
    func `text in a URL is decoded once, and only where it stands`(depth: Depth) throws {
        let bench = try Bench(depth)
        #expect(try bench.send("GET", "/api/v1/ranges/m%61in").status == 200)
        #expect(try bench.send("GET", "/%61pi/v1/ranges").status == 200)
        #expect(try bench.send("GET", "/api/v1/ranges/m%2561in").status == 404)
        #expect(try bench.send("GET", "/api/v1/ranges/ma+in").status == 404)
        #expect(try bench.send("GET", "/api/v1/ranges/../ranges").status == 404)
        #expect(try bench.send("GET", "/api/v1/orbits?range=ma%69n&state=free").json["items"] != [])
        #expect(try bench.send("GET", "http://layby.example/api/v1/ranges?limit=1").status == 200)
        #expect(try bench.send("GET", "http://layby.example").status == 404)
    }

    @Test(arguments: Depth.allCases)
    func `a body nested ten thousand deep is malformed`(depth: Depth) throws {
        let bench = try Bench(depth)
        for piece in ["[", #"{"media":"#] {
            let response = try bench.send(
                "POST", "/api/v1/parked-calls", json: String(repeating: piece, count: 10_000))
            #expect(response.status == 400)
            #expect(response.detail.contains("levels of nesting"))
        }
    }

    @Test(arguments: Depth.allCases)
    func `a body of bytes that are not UTF-8, or of NUL, is malformed`(depth: Depth) throws {
        let bench = try Bench(depth)
        for bytes in [[0xFF, 0xFE], [0], Array("{\"name\":\"".utf8) + [0xC0, 0x80] + Array("\"}".utf8)]
            as [[UInt8]]
        {
            let response = try bench.send(
                "POST", "/api/v1/ranges", headers: [("Content-Type", "application/json")], body: bytes)
            #expect(response.status == 400)
            #expect(response.code == "malformed")
        }
    }

    @Test(arguments: [(1 << 20, 400), ((1 << 20) + 1, 413), (2 << 20, 413), (8 << 20, 413)])
    func `a body beyond the cap is read to its end and refused, and the connection goes on`(
        size: Int, status: Int
    ) throws {
        let bench = try Bench(.live)
        let response = try bench.send(
            "POST", "/api/v1/ranges", headers: [("Content-Type", "application/json")],
            body: [UInt8](repeating: UInt8(ascii: "x"), count: size))
        #expect(response.status == status)
        #expect(response.code == (status == 413 ? "too-large" : "malformed"))
        #expect(try bench.send("GET", "/livez").status == 200)
    }

    @Test func `a chunked body beyond the cap is refused like any other`() throws {
        let bench = try Bench(.live)
        let client = try bench.connect()
        let head =
            "POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\n\(Self.token)Transfer-Encoding: chunked\r\n\r\n"
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        try client.write(Array((head + String(repeating: chunk, count: 20) + "0\r\n\r\n").utf8))
        #expect(try client.receive().status == 413)
        let small = "Content-Type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
        try client.write(Array((head.dropLast() + small).utf8))
        let answer = try client.receive()
        #expect(answer.status == 422)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("name is missing"))
    }

    @Test(arguments: ["Expect: 100-continue\r\nContent-Length: 2000000", "Content-Length: 1000000000000"])
    func `a body that is announced as too large is refused before it comes`(header: String) throws {
        let bench = try Bench(.live)
        let client = try bench.connect()
        try client.write(
            Array("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\n\(Self.token)\(header)\r\n\r\n".utf8))
        #expect(try client.receive().status == 413)
        try client.waitForClose()
        #expect(try bench.send("GET", "/livez").status == 200)
    }

    @Test func `a client that asks first is told to go on when its body is welcome`() throws {
        let bench = try Bench(.live)
        let client = try bench.connect()
        let head = "POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\n\(Self.token)Expect: 100-continue\r\n"
        try client.write(Array((head + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n").utf8))
        #expect(try client.receive().status == 100)
        try client.write(Array("{}".utf8))
        #expect(try client.receive().status == 422)
    }

    /// What comes down a connection, and the status it is answered with; nil where it needs no answer.
    private static let oddities: [(bytes: String, status: Int?)] = [
        ("\r\n\r\n", nil), ("GET", nil), ("GET /livez", nil), ("\0\0\0\0\r\n\r\n", nil),
        ("SSH-2.0-OpenSSH_9.2\r\n", nil),
        ("\u{16}\u{3}\u{1}\u{2}\0", nil), ("GET /li\0vez HTTP/1.1\r\nHost: x\r\n\r\n", nil),
        ("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{", nil),
        (
            "POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n",
            nil
        ),
        ("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", nil),
        ("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", nil),
        ("GET /livez HTTP/9.9\r\n\r\n", nil),
        ("\(String(repeating: "M", count: 100_000)) / HTTP/1.1\r\n\r\n", nil),
        ("GET /livez HTTP/1.1\r\n\r\n", 400),
        ("GET /api/v1/ranges/\u{FC} HTTP/1.1\r\nHost: x\r\n\(token)\r\n", 404),
        ("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nContent-Length: 2x\r\n\r\n{}", 400),
        ("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
        ("GET /livez HTTP/1.1\r\nHost: x\r\n\(String(repeating: "A: b\r\n", count: 20_000))\r\n", 431),
        ("GET /livez HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
        ("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ]

    @Test(arguments: oddities.indices)
    func `whatever comes down a connection, the next one is served`(row: Int) throws {
        let (bytes, status) = Self.oddities[row]
        let bench = try Bench(.live)
        var client: HTTPClient? = try bench.connect()
        // The server may hang up before it has read everything: then the rest cannot be written.
        try? client?.write(Array(bytes.utf8))
        if let status { #expect(try client?.receive().status == status) }
        #expect(try bench.send("GET", "/livez").status == 200)
        client = nil
        #expect(try bench.connect().send("GET", "/livez").status == 200)
    }

    @Test func `pipelined requests are answered in their order`() throws {
        let bench = try Bench(.live, desk: FakeDesk(.success(.done)))
        let client = try bench.connect()
        let requests = ["GET /livez", "DELETE /api/v1/ranges/main", "GET /nothing", "GET /readyz"]
        try client.write(requests.flatMap { Array("\($0) HTTP/1.1\r\nHost: x\r\n\(Self.token)\r\n".utf8) })
        var statuses: [Int] = []
        for _ in requests { statuses.append(try client.receive().status) }
        #expect(statuses == [200, 204, 404, 200])
    }

    @Test func `a damaged request never stops the server`() throws {
        let bench = try Bench(.live)
        let body = #"{"media":{"address":"127.0.0.1","port":4000}}"#
        let request = Array(
            ("POST /api/v1/parked-calls?x=%20 HTTP/1.1\r\nHost: x\r\n\(Self.token)"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)").utf8)
        bench.desk.answers(.failure(Refusal(.rangeFull, "full")))
        var random = SeededRandom(seed: 20_261_120)
        for _ in 0..<400 {
            var damaged = request
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            let client = try bench.connect()
            try? client.write(damaged)
        }
        #expect(try bench.send("GET", "/livez").status == 200)
    }
}

/// The SplitMix64 generator: the same damage on every run.
private struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
