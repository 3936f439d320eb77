// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Platform
import Testing

@Suite struct ReadingTests {
    private static let range = """
        {"name":"main","first":"701","last":"705","orbits":5,"pool":"main","programme":"default",
        "selection":"lowest","reuse_after_s":10,"on_full":"hold","overflow_to":null,"lamp":"confirmed"}
        """
    private static let call = """
        {"id":"0199aaaa-0000-7000-8000-000000000001","orbit":"701","range":"main","token":"safe-word",
        "state":"held","media":{"address":"127.0.0.1","port":10000,"ssrc":4000000000},
        "caller":{"uri":"sip:ann@example.test","name":"Ann \\"A\\" Äpfel"},"parker":{"uri":null,"name":null},
        "parked_at":"2026-11-20T19:24:05.120Z","ringback_at":null}
        """
    private static let finished = """
        {"id":"0199aaaa-0000-7000-8000-000000000002","orbit":"701","range":"main","outcome":"released",
        "why":"released by the API","by":"desk","caller":{"uri":"sip:ann@example.test","name":"Ann \\"A\\" Äpfel"},
        "parker":{"uri":null,"name":null},"parked_at":"2026-11-20T19:24:05.120Z",
        "ended_at":"2026-11-20T19:25:06.620Z","held_ms":61500}
        """
    private static let job = """
        {"id":"0199aaaa-0000-7000-8000-000000000003","kind":"verify","state":"running","progress":4,"total":10,
        "result":null,"problems":["one file is missing"],"created_at":"2026-11-20T19:24:05.120Z",
        "updated_at":"2026-11-20T19:24:05.120Z"}
        """

    @Test(
        arguments: Depth.allCases,
        [
            ("/livez", #"{"live":true}"#), ("/readyz", #"{"ready":true}"#),
            ("/api/v1/ranges/main", range), ("/api/v1/parked-calls/\(Sample.callID)", call),
            ("/api/v1/parked-calls", #"{"items":[\#(call)],"next":null}"#),
            ("/api/v1/calls", #"{"items":[\#(finished)],"next":null}"#),
            ("/api/v1/jobs", #"{"items":[\#(job)],"next":null}"#), ("/api/v1/jobs/\(Sample.jobID)", job),
            (
                "/api/v1/orbits/701",
                #"{"number":"701","range":"main","state":"taken","parked_call":"\#(Sample.callID)"}"#
            ),
            (
                "/api/v1/orbits/%23701",
                ##"{"number":"#701","range":"hash","state":"free","parked_call":null}"##
            ),
            (
                "/api/v1/orbits?state=cooling&range=main",
                #"{"items":[{"number":"702","range":"main","state":"cooling","parked_call":null}],"next":null}"#
            ),
            ("/api/v1/orbits?range=none", #"{"items":[],"next":null}"#),
        ])
    func `what the store holds is shown in the shape that was promised`(
        depth: Depth, expected: (target: String, json: String)
    ) throws {
        let response = try Bench(depth).send("GET", expected.target)
        #expect(response.status == 200)
        #expect(response.json != .null)
        #expect(response.json.sorted == JSON(text: expected.json).sorted)
        #expect(response.header("Cache-Control") == "no-store")
    }

    @Test(arguments: Depth.allCases)
    func `a range carries its version as ETag`(depth: Depth) throws {
        #expect(try Bench(depth).send("GET", "/api/v1/ranges/main").header("ETag") == "\"3\"")
    }

    @Test(arguments: Depth.allCases)
    func `pages lead from one to the next until none is left`(depth: Depth) throws {
        let bench = try Bench(depth)
        var numbers: [String] = []
        var after = ""
        for expected in [3, 3, 1] {
            let response = try bench.send("GET", "/api/v1/orbits?limit=3\(after)")
            guard case .array(let items)? = response.json["items"], let next = response.json["next"] else {
                throw Refusal(.malformed, response.text)
            }
            #expect(items.count == expected)
            numbers += items.compactMap { if case .string(let text)? = $0["number"] { text } else { nil } }
            after = if case .string(let cursor) = next { "&after=\(cursor)" } else { "" }
        }
        #expect(after == "")
        #expect(numbers == ["701", "702", "703", "704", "705", "#701", "#702"])
    }

    @Test(
        arguments: Depth.allCases,
        [
            ("limit=0", "1 to 1000"), ("limit=1001", "1 to 1000"), ("limit=-1", "1 to 1000"),
            ("limit=ten", "1 to 1000"),
            ("limit=99999999999999999999", "1 to 1000"), ("limit=1&limit=2", "more than once"),
            ("after=nonsense", "after"), ("state=busy", "free, taken, cooling"),
            ("state=Free", "did you mean 'free'"),
            ("rnage=main", "did you mean 'range'"), ("limit", nil),
        ] as [(String, String?)])
    func `a query that is not understood is refused with what is accepted`(
        depth: Depth, wrong: (query: String, hint: String?)
    ) throws {
        let response = try Bench(depth).send("GET", "/api/v1/orbits?\(wrong.query)")
        if let hint = wrong.hint {
            #expect(response.status == 422)
            #expect(response.code == "invalid")
            #expect(response.detail.contains(hint), "\(response.detail)")
        } else {
            #expect(response.status == 200)
        }
    }

    @Test(
        arguments: Depth.allCases,
        [
            "/api/v1/ranges/none", "/api/v1/orbits/799", "/api/v1/parked-calls/\(Sample.unknownID)",
            "/api/v1/parked-calls/not-a-uuid", "/api/v1/jobs/\(Sample.unknownID)", "/api/v1/jobs/1", "/",
            "/api", "/api/v1", "/api/v1/", "/api/v1/ranges/", "/api/v1//ranges", "/api/v1/ranges/main/x",
            "/nothing",
            "/api/v1/policies", "/livez/", "/api/v1/ranges/main%2Fx", "*",
        ])
    func `what is not there is not found`(depth: Depth, target: String) throws {
        let response = try Bench(depth).send("GET", target)
        #expect(response.status == 404)
        #expect(response.code == "not-found")
        #expect(response.header("Content-Type") == "application/problem+json")
    }

    @Test(arguments: Depth.allCases)
    func `an orbit number that breaks the rule is named`(depth: Depth) throws {
        let response = try Bench(depth).send("GET", "/api/v1/orbits/%23007")
        #expect(response.status == 400)
        #expect(response.code == "orbit-format")
        #expect(response.detail.contains("'#007'"))
    }

    @Test(arguments: Depth.allCases)
    func `readiness gives its reasons`(depth: Depth) throws {
        let bench = try Bench(depth)
        bench.health.become(unready: ["the store is opening"])
        let response = try bench.send("GET", "/readyz", as: nil)
        #expect(response.status == 503)
        #expect(
            response.json.sorted == JSON(text: #"{"ready":false,"reasons":["the store is opening"]}"#).sorted)
        #expect(try bench.send("GET", "/livez", as: nil).status == 200)
    }

    @Test(arguments: Depth.allCases)
    func `a store that fails is answered with its own problem, and when to ask again`(depth: Depth) throws {
        let bench = try Bench(depth)
        bench.lists.fail(Refusal(.storeUnavailable, "the store does not open"))
        for target in ["/api/v1/ranges", "/api/v1/orbits/701", "/api/v1/calls"] {
            let response = try bench.send("GET", target)
            #expect(response.status == 503)
            #expect(response.code == "store-unavailable")
            #expect(response.header("Retry-After") == "5")
        }
    }

    @Test(arguments: Depth.allCases)
    func `HEAD answers as GET does, without the body`(depth: Depth) throws {
        let bench = try Bench(depth)
        let get = try bench.send("GET", "/api/v1/ranges/main")
        let head = try bench.send("HEAD", "/api/v1/ranges/main")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.header("ETag") == get.header("ETag"))
        #expect(head.header("Content-Length") == get.header("Content-Length"))
        #expect(try bench.send("HEAD", "/api/v1/ranges/none").status == 404)
        #expect(try bench.send("GET", "/livez").status == 200)
    }

    @Test(
        arguments: Depth.allCases,
        [
            ("POST", "/livez", "GET, HEAD"), ("PUT", "/api/v1/ranges/main", "DELETE, GET, HEAD, PATCH"),
            ("DELETE", "/api/v1/orbits", "GET, HEAD"), ("PATCH", "/api/v1/tokens/x", "DELETE"),
            ("HEAD", "/api/v1/tokens/x", "DELETE"), ("OPTIONS", "/api/v1/ranges", "GET, HEAD, POST"),
            ("BREW", "/api/v1/calls", "GET, HEAD"), ("get", "/livez", "GET, HEAD"),
        ])
    func `a method that a path does not take is refused with those it takes`(
        depth: Depth, wrong: (method: String, target: String, allowed: String)
    ) throws {
        let response = try Bench(depth).send(wrong.method, wrong.target)
        #expect(response.status == 405)
        #expect(response.header("Allow") == wrong.allowed)
        if wrong.method != "HEAD" { #expect(response.code == "method") }
    }
}
