// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Testing

@Suite struct MetricsTests {
    @Test(arguments: Depth.allCases)
    func `metrics show the orbits, the build, the counters and what health measures`(depth: Depth) throws {
        let label = { JSON.Member(name: "codec", value: .string($0)) }
        let health = FakeHealth([
            Measurement("layby_streams", "Streams\nby \\codec\\.", .gauge, labels: [label("PCMU")], value: 2),
            Measurement("layby_uptime_seconds", "Since the start.", .gauge, value: 0.25),
            Measurement(
                "layby_streams", "Not this help.", .gauge, labels: [label("a\"b\\c\nd")], value: 1e18),
        ])
        let bench = try Bench(depth, health: health)
        _ = try bench.send("GET", "/api/v1/ranges/none")
        let response = try bench.send("GET", "/metrics", as: nil)
        #expect(response.status == 200)
        #expect(response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        let metrics = try Exposition(response.text)
        #expect(metrics.value("layby_build_info", ["version": "1.2.3"]) == 1)
        #expect(metrics.value("layby_parked_calls") == 1)
        #expect(metrics.value("layby_orbits", ["range": "main", "state": "free"]) == 3)
        #expect(metrics.value("layby_orbits", ["range": "main", "state": "taken"]) == 1)
        #expect(metrics.value("layby_orbits", ["range": "main", "state": "cooling"]) == 1)
        #expect(metrics.value("layby_orbits", ["range": "hash", "state": "free"]) == 2)
        #expect(metrics.value("layby_streams", ["codec": "PCMU"]) == 2)
        #expect(metrics.value("layby_streams", ["codec": "a\"b\\c\nd"]) == 1e18)
        #expect(metrics.help["layby_streams"] == "Streams\\nby \\\\codec\\\\.")
        #expect(metrics.value("layby_uptime_seconds") == 0.25)
        #expect(metrics.value("layby_http_requests_total") == 1)
        #expect(metrics.value("layby_http_client_errors_total") == 1)
        #expect(metrics.value("layby_http_server_errors_total") == 0)
        #expect(metrics.types["layby_http_requests_total"] == "counter")
        #expect(metrics.value("layby_store_up") == 1)
    }

    @Test(arguments: Depth.allCases)
    func `a store that fails costs only its own numbers`(depth: Depth) throws {
        let bench = try Bench(depth)
        bench.lists.fail(Refusal(.storeUnavailable, "the store does not open"))
        let response = try bench.send("GET", "/metrics", as: nil)
        let metrics = try Exposition(response.text)
        #expect(response.status == 200)
        #expect(metrics.value("layby_store_up") == 0)
        #expect(metrics.value("layby_orbits", ["range": "main", "state": "free"]) == nil)
        #expect(metrics.value("layby_http_requests_total") == 0)
    }

    @Test func `numbers that are none are written as the format has them`() throws {
        let values: [(String, Double)] = [("nan", .nan), ("up", .infinity), ("down", -.infinity)]
        let bench = try Bench(
            .router, health: FakeHealth(values.map { Measurement($0.0, "Odd.", .gauge, value: $0.1) }))
        let text = try bench.send("GET", "/metrics", as: nil).text
        #expect(text.contains("\nnan NaN\n"))
        #expect(text.contains("\nup +Inf\n"))
        #expect(text.contains("\ndown -Inf\n"))
    }

    @Test(arguments: Depth.allCases)
    func `requests that wait for an intent are counted while they wait`(depth: Depth) throws {
        let bench = try Bench(depth)
        let pending = {
            try Exposition(try bench.send("GET", "/metrics").text).value("layby_http_requests_pending")
        }
        bench.router.handle(
            Request(
                "DELETE", "/api/v1/ranges/main",
                headers: [Request.Header("Authorization", "Bearer \(Sample.secret(.admin))")])
        ) { #expect($0.status == 204) }
        #expect(try pending() == 1)
        bench.desk.answerAll(.success(.done))
        #expect(try pending() == 0)
    }
}
