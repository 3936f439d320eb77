// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Testing

@Suite struct ParkTests {
    private static let media = #""media":{"address":"127.0.0.1","port":4000}"#

    private static func target(_ address: String, _ port: UInt16 = 4000) -> MediaTarget {
        MediaTarget(remote: SocketAddress(IPAddress(address)!, port), codec: .pcmu)
    }

    @Test(arguments: Depth.allCases)
    func `a parked call is answered with its orbit and where the music comes from`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.parked(Sample.call))))
        let body = """
            {"range":"main","media":{"address":"127.0.0.1","port":4002,"codec":"PCMA","ptime_ms":30,"payload_type":99},
            "caller":{"uri":"sip:ann@example.test","name":"Ann"},"parker":{"uri":"sip:bob@example.test"}}
            """
        let response = try bench.send("POST", "/api/v1/parked-calls", as: .operator, json: body)
        #expect(response.status == 201)
        #expect(response.header("Location") == "/api/v1/parked-calls/\(Sample.callID)")
        #expect(response.json["token"] == "safe-word")
        #expect(response.json["media"]?["ssrc"] == 4_000_000_000)
        let target = MediaTarget(
            remote: SocketAddress("127.0.0.1:4002")!, codec: .pcma, packetTime: .milliseconds(30),
            payloadType: 99)
        let request = ParkRequest(
            place: .range("main"), target: target, caller: Party(uri: "sip:ann@example.test", name: "Ann"),
            parker: Party(uri: "sip:bob@example.test"))
        #expect(bench.desk.intents == [.park(request)])
    }

    @Test(
        arguments: Depth.allCases,
        [
            ("{\(media)}", ParkRequest(place: .anywhere, target: target("127.0.0.1"))),
            (
                ##"{"orbit":"#701",\##(media)}"##,
                ParkRequest(place: .orbit(Sample.number("#701")), target: target("127.0.0.1"))
            ),
            (
                #"{"media":{"address":"fd00::7","port":1024},"caller":null,"range":null}"#,
                ParkRequest(place: .anywhere, target: target("fd00::7", 1024))
            ),
            (
                #"{"media":{"address":"[::1]","port":65535,"ptime_ms":null}}"#,
                ParkRequest(place: .anywhere, target: target("::1", 65_535))
            ),
            (
                #"{"media":{"address":"::ffff:10.1.2.3","port":4000}}"#,
                ParkRequest(place: .anywhere, target: target("10.1.2.3"))
            ),
        ])
    func `what is left out or null has a default`(depth: Depth, good: (body: String, request: ParkRequest))
        throws
    {
        let bench = try Bench(depth, desk: FakeDesk(.success(.parked(Sample.call))))
        #expect(try bench.send("POST", "/api/v1/parked-calls", json: good.body).status == 201)
        #expect(bench.desk.intents == [.park(good.request)])
    }

    @Test(
        arguments: Depth.allCases,
        [
            (#"{"range":"main"}"#, "invalid", "media is missing"),
            (#"{"uri":"sip:ann@example.test"}"#, "invalid", "not supported by this version"),
            (#"{"range":"main","orbit":"701",\#(media)}"#, "invalid", "range and orbit exclude each other"),
            (#"{"orbit":"7a1",\#(media)}"#, "orbit-format", "'7a1'"),
            (#"{"orbit":701,\#(media)}"#, "invalid", "orbit must be a string"),
            (#"{"range":"a/b",\#(media)}"#, "invalid", "range 'a/b'"),
            (#"{"media":[]}"#, "invalid", "media must be an object, not an array"),
            (#"{"media":{"port":4000}}"#, "invalid", "media.address is missing"),
            (#"{"media":{"address":"127.0.0.1"}}"#, "invalid", "media.port is missing"),
            (#"{"media":{"address":"localhost","port":4000}}"#, "invalid", "names are not looked up"),
            (#"{"media":{"address":"fe80::1%eth0","port":4000}}"#, "invalid", "media.address"),
            (#"{"media":{"address":"8.8.8.8","port":4000}}"#, "destination-not-allowed", "127.0.0.0/8"),
            (
                #"{"media":{"address":"2001:db8::1","port":4000}}"#, "destination-not-allowed",
                "rtp.allowed_networks"
            ),
            (#"{"media":{"address":"0.0.0.0","port":4000}}"#, "destination-not-allowed", "0.0.0.0"),
            (#"{"media":{"address":"::ffff:8.8.8.8","port":4000}}"#, "destination-not-allowed", "8.8.8.8"),
            (#"{"media":{"address":"127.0.0.1","port":1023}}"#, "invalid", "from 1024 to 65535, not 1023"),
            (#"{"media":{"address":"127.0.0.1","port":65536}}"#, "invalid", "from 1024 to 65535"),
            (
                #"{"media":{"address":"127.0.0.1","port":-9223372036854775808}}"#, "invalid",
                "from 1024 to 65535"
            ),
            (#"{"media":{"address":"127.0.0.1","port":"4000"}}"#, "invalid", "an integer, not a string"),
            (#"{"media":{"address":"127.0.0.1","port":4000.5}}"#, "invalid", "an integer, not a number"),
            (#"{"media":{"address":"127.0.0.1","port":1e300}}"#, "invalid", "an integer, not a number"),
            (
                #"{"media":{"address":"127.0.0.1","port":4000,"codec":"G722"}}"#, "invalid",
                "Accepted: PCMU, PCMA"
            ),
            (
                #"{"media":{"address":"127.0.0.1","port":4000,"ptime_ms":25}}"#, "invalid",
                "10, 20, 30, 40, 60"
            ),
            (#"{"media":{"address":"127.0.0.1","port":4000,"payload_type":72}}"#, "invalid", "96 to 127"),
            (
                #"{"media":{"address":"127.0.0.1","port":4000,"payload_type":128}}"#, "invalid",
                "from 0 to 127"
            ),
            (
                #"{"media":{"address":"127.0.0.1","port":4000,"ptime":20}}"#, "invalid",
                "did you mean 'ptime_ms'?"
            ),
            (
                #"{"caller":{"nmae":"Ann"},\#(media)}"#, "invalid",
                "'caller.nmae' is not known: did you mean 'name'?"
            ),
            (#"{"caller":"Ann",\#(media)}"#, "invalid", "caller must be an object, not a string"),
            (
                #"{"caller":{"name":"Ann\r\nVia: x"},\#(media)}"#, "invalid",
                "caller.name must not contain control"
            ),
            (
                #"{"parker":{"uri":"\#(String(repeating: "x", count: 256))"},\#(media)}"#, "invalid",
                "longer than 255"
            ),
        ])
    func `a request that cannot be is refused with what is wrong and what is accepted`(
        depth: Depth, wrong: (body: String, code: String, hint: String)
    ) throws {
        let bench = try Bench(depth)
        let response = try bench.send("POST", "/api/v1/parked-calls", json: wrong.body)
        #expect(response.code == wrong.code)
        #expect(response.detail.contains(wrong.hint), "\(response.detail)")
        #expect(bench.desk.intents == [])
    }

    @Test(arguments: Depth.allCases)
    func `the settings decide where a stream may go`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.parked(Sample.call)))) {
            $0.allowedNetworks = [IPNetwork("198.51.100.0/24")!]
        }
        let body = { (address: String) in #"{"media":{"address":"\#(address)","port":4000}}"# }
        #expect(try bench.send("POST", "/api/v1/parked-calls", json: body("198.51.100.9")).status == 201)
        #expect(try bench.send("POST", "/api/v1/parked-calls", json: body("127.0.0.1")).status == 403)
    }

    @Test(arguments: Depth.allCases)
    func `a release names who did it, and shows the finished call`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.released(Sample.finished))))
        let response = try bench.send("DELETE", "/api/v1/parked-calls/\(Sample.callID)", as: .operator)
        #expect(response.status == 200)
        #expect(response.json["outcome"] == "released")
        #expect(response.json["held_ms"] == 61_500)
        #expect(bench.desk.intents == [.release(Sample.callID, by: "operator")])
        #expect(try bench.send("DELETE", "/api/v1/parked-calls/7").status == 404)
    }

    @Test(arguments: Depth.allCases, [(Role.admin, true), (.operator, true), (.auditor, false)])
    func `the safe-retrieve token is shown to those who may take calls`(
        depth: Depth, expected: (role: Role, isShown: Bool)
    ) throws {
        let bench = try Bench(depth)
        let one = try bench.send("GET", "/api/v1/parked-calls/\(Sample.callID)", as: expected.role)
        #expect((one.json["token"] != nil) == expected.isShown)
        let list = try bench.send("GET", "/api/v1/parked-calls", as: expected.role)
        #expect(list.text.contains("safe-word") == expected.isShown)
    }

    @Test(arguments: Depth.allCases, Refusal.Code.allCases)
    func `whatever the desk refuses reaches the client as a problem`(depth: Depth, code: Refusal.Code) throws
    {
        let bench = try Bench(depth, desk: FakeDesk(.failure(Refusal(code, "because \"it\" is so"))))
        let response = try bench.send("PATCH", "/api/v1/ranges/main", json: "{}")
        #expect(response.status == code.status)
        let expected: JSON = [
            "code": .string(code.rawValue), "detail": "because \"it\" is so",
            "status": .integer(Int64(code.status)),
            "title": .string(code.title), "type": .string("urn:layby:problem:\(code.rawValue)"),
        ]
        #expect(response.json.sorted == expected)
        #expect(response.header("Content-Type") == "application/problem+json")
        #expect((response.header("Retry-After") != nil) == [429, 503].contains(code.status))
        #expect((response.header("WWW-Authenticate") != nil) == (code == .unauthenticated))
    }
}
