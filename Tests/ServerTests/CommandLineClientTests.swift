// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Server
import Testing

@testable import layby

@Suite("CommandLine: client")
struct CommandLineClientTests {
    private func run(_ words: [String], on server: LoopbackServer, token: String = "t") -> CommandResult {
        CommandResult(words, environment: ["LAYBY_URL": server.url, "LAYBY_TOKEN": token])
    }

    @Test func `a list is shown with all its pages, in columns`() throws {
        let server = try LoopbackServer { request in
            LoopbackServer.json(
                request.target.contains("after=")
                    ? #"{"items":[{"name":"日本","first":"720","last":"729","orbits":10}],"next":null}"#
                    : #"{"items":[{"name":"main","first":"700","last":"719","orbits":20,"pool":"main"}],"next":"a b"}"#
            )
        }
        let result = run(["ranges", "list"], on: server)
        #expect(result.status == 0 && result.err.isEmpty)
        #expect(
            result.out == """
                NAME  FIRST  LAST  ORBITS  POOL  PROGRAMME  SELECTION  ON FULL  OVERFLOW TO
                main  700    719   20      main
                日本  720    729   10

                """)
        #expect(
            server.received.map(\.target) == [
                "/api/v1/ranges?limit=1000", "/api/v1/ranges?limit=1000&after=a%20b",
            ])
        #expect(server.received.allSatisfy { $0.headers["authorization"] == "Bearer t" })
    }

    @Test func `a list as JSON is the server's bytes, page after page`() throws {
        let server = try LoopbackServer { request in
            LoopbackServer.json(
                request.target.contains("after=") ? #"{"items":[ 2 ]}"# : #"{"items" : [1],"next":"x"}"#)
        }
        #expect(
            run(["jobs", "list", "-o", "json"], on: server).out
                == "{\"items\" : [1],\"next\":\"x\"}\n{\"items\":[ 2 ]}\n")
    }

    @Test(arguments: ["ranges", "orbits", "parked", "calls", "jobs", "token"])
    func `an empty list is a sentence`(noun: String) throws {
        let server = try LoopbackServer { _ in LoopbackServer.json(#"{"items":[],"next":null}"#) }
        let result = run([noun, "list"], on: server)
        #expect(
            result.status == 0 && result.out.hasSuffix(".\n") && result.out.split(separator: "\n").count == 1)
    }

    @Test func `a list that does not end, or is none, is not taken for one`() throws {
        let endless = try LoopbackServer { _ in LoopbackServer.json(#"{"items":[],"next":"x"}"#) }
        #expect(run(["calls", "list"], on: endless).status == 3)
        let none = try LoopbackServer { _ in LoopbackServer.json(#"{"thing":1}"#) }
        #expect(run(["calls", "list"], on: none).status == 3)
    }

    @Test func `a filter is part of the request`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"items":[{"number":"701","range":"m","state":"taken","parked_call":"id-1"}]}"#)
        }
        let result = run(["orbits", "list", "--range", "m&n", "--state=taken"], on: server)
        #expect(result.out == "NUMBER  RANGE  STATE  CALL\n701     m      taken  id-1\n")
        #expect(server.received.map(\.target) == ["/api/v1/orbits?range=m%26n&state=taken&limit=1000"])
    }

    @Test func `a refusal is printed with title, code and detail, and the status is 4`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"code":"range-overlap","title":"T","detail":"D\u001b[2J"}"#, status: "409 Conflict")
        }
        let result = run(["ranges", "create", "m", "--first", "700", "--last", "719"], on: server)
        #expect(result.status == 4 && result.out.isEmpty)
        #expect(result.err == "layby: refused: T (range-overlap)\nD\u{FFFD}[2J\n")
    }

    @Test func `without a token, the refusal says where one is looked for`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(#"{"code":"unauthenticated","title":"T"}"#, status: "401 Unauthorized")
        }
        let result = run(["ranges", "list"], on: server)
        #expect(result.status == 4 && result.err.contains("--token-file"))
    }

    @Test func `a server that is not there is status 3`() throws {
        let url: String
        do {
            url = try LoopbackServer { _ in "" }.url
        }
        let result = CommandResult(["ranges", "list", "--url", url])
        #expect(
            result.status == 3 && result.err.contains(url) && result.err.contains("Is the server running?"))
    }

    @Test func `options win over variables`() throws {
        let server = try LoopbackServer { _ in LoopbackServer.json(#"{"items":[]}"#) }
        let words = ["ranges", "list", "--url", server.url, "--token", "mine"]
        #expect(
            CommandResult(words, environment: ["LAYBY_URL": "http://127.0.0.1:1", "LAYBY_TOKEN": "theirs"])
                .status == 0)
        #expect(server.received.first?.headers["authorization"] == "Bearer mine")
    }

    @Test(arguments: [
        (["ranges", "show", "a/b"], "GET /ranges/a%2Fb", ""),
        (["ranges", "delete", "m"], "DELETE /ranges/m", ""),
        (
            ["ranges", "create", "m", "--first=700", "--last=719", "--reuse-after-s=5"], "POST /ranges",
            #"{"name":"m","first":"700","last":"719","reuse_after_s":5}"#
        ),
        (
            ["ranges", "set", "m", "--overflow-to", "", "--lamp", "early"], "PATCH /ranges/m",
            #"{"overflow_to":null,"lamp":"early"}"#
        ),
        (["parked", "show", "7"], "GET /parked-calls/7", ""),
        (["parked", "release", "7"], "DELETE /parked-calls/7", ""),
        (
            ["parked", "park", "--address", "0:0::1", "--port", "4000"], "POST /parked-calls",
            #"{"media":{"address":"::1","port":4000,"codec":"PCMU"}}"#
        ),
        (
            [
                "parked", "park", "--address", "127.0.0.1", "--port", "4000", "--codec", "PCMA", "--ptime",
                "30", "--orbit", "*701",
                "--caller", "sip:a@b", "--caller-name", "A", "--parker", "sip:p@b",
            ], "POST /parked-calls",
            #"{"orbit":"*701","media":{"address":"127.0.0.1","port":4000,"codec":"PCMA","ptime_ms":30},"#
                + #""caller":{"uri":"sip:a@b","name":"A"},"parker":{"uri":"sip:p@b"}}"#
        ),
        (["jobs", "show", "7"], "GET /jobs/7", ""), (["jobs", "cancel", "7"], "DELETE /jobs/7", ""),
        (["token", "create", "--role", "admin"], "POST /tokens", #"{"name":"admin","role":"admin"}"#),
        (
            ["token", "create", "--name", "n", "--role", "auditor"], "POST /tokens",
            #"{"name":"n","role":"auditor"}"#
        ),
        (["token", "delete", "7"], "DELETE /tokens/7", ""),
    ])
    func `a verb is one request`(words: [String], request: String, body: String) throws {
        let server = try LoopbackServer { _ in "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n" }
        let result = run(words, on: server)
        #expect(result.status == 0 && !result.out.isEmpty, "\(result.err)")
        let parts = request.split(separator: " ")
        #expect(server.received.map(\.method) == [String(parts[0])])
        #expect(server.received.map(\.target) == ["/api/v1" + parts[1]])
        #expect(server.received.map(\.body) == [body])
    }

    @Test func `an ETag is shown, and sent back as a condition`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(#"{"name":"m","reuse_after_s":90}"#, headers: ["ETag: \"4\""])
        }
        #expect(
            run(["ranges", "show", "m"], on: server).out
                == "name         m\nreuse after  1m 30s\netag         \"4\"\n")
        #expect(run(["ranges", "set", "m", "--pool", "p", "--if-match", "\"4\""], on: server).status == 0)
        #expect(server.received.last?.headers["if-match"] == "\"4\"")
    }

    @Test func `a parked call is shown with where its music comes from`() throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"id":"i","orbit":"700","token":"k","state":"held","media":{"address":"::1","port":10000,"ssrc":7},"#
                    + #""caller":{"uri":"sip:a@b","name":"A\u001b"}}"#, status: "201 Created")
        }
        let result = run(["parked", "park", "--address", "::1", "--port", "9"], on: server)
        #expect(
            result.out == """
                orbit      700
                id         i
                state      held
                token      k
                sent from  [::1]:10000
                SSRC       7
                caller     A\u{FFFD} <sip:a@b>

                """)
    }

    @Test(arguments: [("done", Int32(0)), ("failed", 1), ("running", 0)])
    func `a failed job is a negative answer`(state: String, status: Int32) throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.json(
                #"{"id":"i","state":"\#(state)","progress":3,"total":9,"problems":["a","b"]}"#)
        }
        let result = run(["jobs", "show", "i"], on: server)
        #expect(result.status == status)
        #expect(result.out.contains("progress  3/9\n") && result.out.contains("problems  a, b\n"))
    }

    @Test(arguments: [
        (Int64(0), "0ms"), (999, "999ms"), (1000, "1s"), (83_000, "1m 23s"), (3_600_000, "1h"),
        (3_605_000, "1h"),
        (90_061_000, "1d 1h"),
    ])
    func `lengths of time are shown in their two largest units`(milliseconds: Int64, expected: String) {
        #expect(durationText(milliseconds: milliseconds) == expected)
    }

    @Test func `columns are aligned by what a terminal shows`() {
        #expect(
            Table.lines(header: ["A", "B"], [["日", "x"], ["e\u{301}", "y"], ["a\tb", ""]]) == [
                "A    B", "日   x", "e\u{301}    y", "a\u{FFFD}b",
            ])
        #expect(Table.width("한글 ab") == 7)
    }
}
