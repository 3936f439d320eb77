// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Testing

@Suite struct RangeTests {
    private static let merge = [("Content-Type", "application/merge-patch+json")]

    @Test(arguments: Depth.allCases)
    func `a range is created with defaults for what is left out`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.range(Sample.range("west", "801", "810")))))
        let response = try bench.send(
            "POST", "/api/v1/ranges", json: #"{"name":"west","first":"801","last":"810"}"#)
        #expect(response.status == 201)
        #expect(response.header("Location") == "/api/v1/ranges/west")
        #expect(response.header("ETag") == "\"1\"")
        #expect(response.json["orbits"] == 10)
        #expect(bench.desk.intents == [.createRange(Sample.range("west", "801", "810").range)])
    }

    @Test(arguments: Depth.allCases)
    func `every setting of a range can be given`(depth: Depth) throws {
        var range = Sample.range("west", "*801", "*810").range
        range.pool = "north"
        range.programme = "jazz"
        range.selection = .longestIdle
        range.reuseAfter = .milliseconds(2500)
        range.whenFull = .overflow
        range.overflowTo = "main"
        range.lamp = .early
        let stored = StoredRange(range: range, version: 1, createdAt: Sample.now)
        let bench = try Bench(depth, desk: FakeDesk(.success(.range(stored))))
        let body = """
            {"name":"west","first":"*801","last":"*810","pool":"north","programme":"jazz",
            "selection":"longest_idle","reuse_after_s":2.5,"on_full":"overflow","overflow_to":"main","lamp":"early"}
            """
        let response = try bench.send("POST", "/api/v1/ranges", json: body)
        #expect(response.status == 201)
        #expect(bench.desk.intents == [.createRange(range)])
        #expect(response.json["reuse_after_s"] == .number(2.5))
    }

    @Test(
        arguments: Depth.allCases,
        [
            (#"{"first":"801","last":"810"}"#, 422, "name is missing"),
            (#"{"name":"west","last":"810"}"#, 422, "first is missing"),
            (
                #"{"name":"west","frist":"801","last":"810"}"#, 422,
                "member 'frist' is not known: did you mean 'first'?"
            ),
            (
                #"{"name":"west","first":801,"last":"810"}"#, 422,
                "first must be a string, such as \"701\", not an integer"
            ),
            (#"{"name":"west","first":"0801","last":"810"}"#, 400, "'0801' is not an orbit number"),
            (#"{"name":"west","first":"801","last":"1810"}"#, 422, "same length"),
            (#"{"name":"west","first":"820","last":"810"}"#, 422, "must not be above"),
            (#"{"name":"west","first":"10000","last":"30000"}"#, 422, "at most 10000"),
            (#"{"name":"we st","first":"801","last":"810"}"#, 422, "name 'we st'"),
            (#"{"name":"","first":"801","last":"810"}"#, 422, "1 to 64 letters"),
            (
                #"{"name":"a\u0000b","first":"801","last":"810"}"#, 422,
                "name must not contain control characters"
            ),
            (#"{"name":"west","first":"801","last":"810","on_full":"overflow"}"#, 422, "overflow_to"),
            (
                #"{"name":"west","first":"801","last":"810","on_full":"refused"}"#, 422,
                "did you mean 'refuse'"
            ),
            (#"{"name":"west","first":"801","last":"810","reuse_after_s":-1}"#, 422, "from 0 to 86400"),
            (
                #"{"name":"west","first":"801","last":"810","reuse_after_s":"10"}"#, 422,
                "a number of seconds, not a string"
            ),
            (
                #"{"name":"west","first":"801","last":"810","lamp":true}"#, 422,
                "lamp must be a string, not a boolean"
            ),
            (#"[]"#, 422, "the body must be an object, not an array"), ("null", 422, "not null"),
            (#""701""#, 422, "not a string"), ("{", 400, "not JSON"),
            (
                #"{"name":"west",}"#, 400,
                "not JSON: the name of a member is expected in quotation marks at line 1, column 16"
            ),
            (#"{"name":"west","name":"east"}"#, 400, "'name' comes twice"),
            ("", 400, "empty"),
        ])
    func `a range that cannot be is refused with what is wrong`(
        depth: Depth, wrong: (body: String, status: Int, hint: String)
    ) throws {
        let bench = try Bench(depth)
        let response = try bench.send("POST", "/api/v1/ranges", json: wrong.body)
        #expect(response.status == wrong.status)
        #expect(response.detail.contains(wrong.hint), "\(response.detail)")
        #expect(bench.desk.intents == [])
    }

    @Test(arguments: Depth.allCases)
    func `a change names only what is to change, and the version it is meant for`(depth: Depth) throws {
        let bench = try Bench(
            depth, desk: FakeDesk(.success(.range(Sample.range("main", "701", "709", version: 4)))))
        let response = try bench.send(
            "PATCH", "/api/v1/ranges/main", headers: Self.merge + [("If-Match", "\"3\"")],
            json: #"{"last":"709","overflow_to":null}"#)
        #expect(response.status == 200)
        #expect(response.header("ETag") == "\"4\"")
        var change = RangeChange()
        change.last = Sample.number("709")
        change.overflowTo = .some(nil)
        #expect(bench.desk.intents == [.changeRange("main", change, ifMatch: "\"3\"")])
    }

    @Test(arguments: Depth.allCases)
    func `a change without If-Match, or with a star, is for any version`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.range(Sample.range("main", "701", "705")))))
        #expect(try bench.send("PATCH", "/api/v1/ranges/main", json: "{}").status == 200)
        #expect(
            try bench.send("PATCH", "/api/v1/ranges/main", headers: [("If-Match", "*")], json: "{}").status
                == 200)
        let any = Intent.changeRange("main", RangeChange(), ifMatch: nil)
        #expect(bench.desk.intents == [any, any])
    }

    @Test(
        arguments: Depth.allCases,
        [
            (#"{"name":"other"}"#, "name cannot be changed"),
            (#"{"first":null}"#, "first cannot be taken away"),
            (#"{"orbits":7}"#, "member 'orbits' is not known"),
            (#"{"selection":7}"#, "selection must be a string"),
        ])
    func `a change that cannot be is refused`(depth: Depth, wrong: (body: String, hint: String)) throws {
        let bench = try Bench(depth)
        let response = try bench.send("PATCH", "/api/v1/ranges/main", headers: Self.merge, json: wrong.body)
        #expect(response.status == 422)
        #expect(response.detail.contains(wrong.hint), "\(response.detail)")
        #expect(bench.desk.intents == [])
    }

    @Test(arguments: Depth.allCases, ["3", "\"3\", \"4\"", "\"3", "\"", "3\"", "\"\"\""])
    func `an If-Match that is not one ETag is malformed`(depth: Depth, tag: String) throws {
        let bench = try Bench(depth)
        let response = try bench.send("DELETE", "/api/v1/ranges/main", headers: [("If-Match", tag)])
        #expect(response.status == 400)
        #expect(response.code == "malformed")
        #expect(bench.desk.intents == [])
    }

    @Test(arguments: Depth.allCases)
    func `a stale ETag is answered with 412, and two of them with 400`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.failure(Refusal(.staleETag, "main is at version 3"))))
        let response = try bench.send("DELETE", "/api/v1/ranges/main", headers: [("If-Match", "W/\"2\"")])
        #expect(response.status == 412)
        #expect(response.code == "stale-etag")
        #expect(bench.desk.intents == [.deleteRange("main", ifMatch: "W/\"2\"")])
        let twice = [("If-Match", "\"2\""), ("If-Match", "\"3\"")]
        #expect(try bench.send("DELETE", "/api/v1/ranges/main", headers: twice).status == 400)
    }

    @Test(arguments: Depth.allCases)
    func `a deleted range leaves nothing to say`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.done)))
        let response = try bench.send("DELETE", "/api/v1/ranges/main")
        #expect(response.status == 204)
        #expect(response.body.isEmpty)
        #expect(bench.desk.intents == [.deleteRange("main", ifMatch: nil)])
    }

    @Test(
        arguments: Depth.allCases,
        [
            "text/plain", "", "application/x-www-form-urlencoded", "application/merge-patch+json",
            "application/jsonp",
        ])
    func `a body that does not say it is JSON is malformed`(depth: Depth, type: String) throws {
        let bench = try Bench(depth)
        let response = try bench.send("POST", "/api/v1/ranges", headers: [("Content-Type", type)], json: "{}")
        #expect(response.status == 400)
        #expect(response.code == "malformed")
        #expect(response.detail.contains("application/json"))
    }

    @Test(
        arguments: Depth.allCases,
        ["application/json; charset=utf-8", "Application/JSON", "application/json ;a=b"])
    func `a content type may carry parameters and be written in capitals`(depth: Depth, type: String) throws {
        let bench = try Bench(depth)
        let response = try bench.send("POST", "/api/v1/ranges", headers: [("Content-Type", type)], json: "{}")
        #expect(response.detail == "name is missing")
    }
}
