// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Testing

@Suite struct AccessTests {
    /// The roles that each route lets in; nil where no token is asked for.
    private static let table: [(route: String, roles: Set<Role>?)] = {
        let read: Set<Role> = [.admin, .operator, .auditor]
        let park: Set<Role> = [.admin, .operator]
        return [
            ("GET /livez", nil), ("GET /readyz", nil), ("GET /metrics", nil),
            ("GET /api/v1/openapi.json", nil),
            ("GET /api/v1/ranges", read), ("POST /api/v1/ranges", [.admin]),
            ("GET /api/v1/ranges/{name}", read),
            ("PATCH /api/v1/ranges/{name}", [.admin]), ("DELETE /api/v1/ranges/{name}", [.admin]),
            ("GET /api/v1/orbits", read), ("GET /api/v1/orbits/{number}", read),
            ("GET /api/v1/parked-calls", read), ("POST /api/v1/parked-calls", park),
            ("GET /api/v1/parked-calls/{id}", read), ("DELETE /api/v1/parked-calls/{id}", park),
            ("GET /api/v1/calls", read), ("GET /api/v1/jobs", read), ("GET /api/v1/jobs/{id}", read),
            ("DELETE /api/v1/jobs/{id}", [.admin]), ("GET /api/v1/tokens", [.admin]),
            ("POST /api/v1/tokens", [.admin]), ("DELETE /api/v1/tokens/{id}", [.admin]),
        ]
    }()

    @Test func `the table of roles below covers every route`() {
        #expect(Set(Self.table.map(\.route)) == Set(Route.all.map { "\($0.method) \($0.template)" }))
    }

    @Test(arguments: Depth.allCases)
    func `every route lets in the roles it should, and no other`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.failure(Refusal(.inProgress, "reached the desk"))))
        for (route, roles) in Self.table {
            let words = route.split(separator: " ").map(String.init)
            let target = words[1].replacing("{name}", with: "main").replacing("{number}", with: "701")
                .replacing("{id}", with: Sample.unknownID)
            #expect((try bench.send(words[0], target, as: nil).status == 401) == (roles != nil), "\(route)")
            for role in Role.allCases {
                let response = try bench.send(words[0], target, as: role)
                let isLetIn = roles?.contains(role) ?? true
                #expect((response.code == "forbidden") == !isLetIn, "\(route) as \(role): \(response.status)")
                #expect(response.status != 401)
            }
        }
    }

    @Test(arguments: Depth.allCases)
    func `a refusal by role says which role it takes`(depth: Depth) throws {
        let response = try Bench(depth).send("POST", "/api/v1/parked-calls", as: .auditor, json: "{}")
        #expect(response.status == 403)
        #expect(response.detail.contains("admin, operator"))
        #expect(response.detail.contains("'auditor' has the role auditor"))
    }

    @Test(
        arguments: Depth.allCases,
        [
            "Bearer wrong", "Bearer", "Bearer ", "Basic c2VjcmV0", "secret-of-admin",
            "Bearer secret-of-admin twice",
            "Bearer secret-of-admin,", "Bearer SECRET-OF-ADMIN",
            "Bearer " + String(repeating: "x", count: 4000),
            "Bearer sécret",
        ])
    func `a token that is not known is answered with 401`(depth: Depth, header: String) throws {
        let response = try Bench(depth).send(
            "GET", "/api/v1/ranges", as: nil, headers: [("Authorization", header)])
        #expect(response.status == 401)
        #expect(response.code == "unauthenticated")
        #expect(response.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
    }

    @Test(
        arguments: Depth.allCases,
        ["Bearer secret-of-admin", "bearer secret-of-admin", "BEARER  secret-of-admin"])
    func `the scheme of the header may be written in any case`(depth: Depth, header: String) throws {
        let response = try Bench(depth).send(
            "GET", "/api/v1/ranges", as: nil, headers: [("authorization", header)])
        #expect(response.status == 200)
    }

    @Test(arguments: Depth.allCases)
    func `two Authorization headers are not chosen from`(depth: Depth) throws {
        let response = try Bench(depth).send(
            "GET", "/api/v1/ranges", headers: [("Authorization", "Bearer wrong")])
        #expect(response.status == 400)
        #expect(response.code == "malformed")
    }

    @Test(arguments: Depth.allCases)
    func `metrics ask for a token of any role where the settings say so`(depth: Depth) throws {
        let bench = try Bench(depth) { $0.metricsNeedToken = true }
        #expect(try bench.send("GET", "/metrics", as: nil).status == 401)
        for role in Role.allCases { #expect(try bench.send("GET", "/metrics", as: role).status == 200) }
        #expect(try bench.send("GET", "/livez", as: nil).status == 200)
    }

    @Test(arguments: Depth.allCases)
    func `a body is not read for somebody who may not send it`(depth: Depth) throws {
        let bench = try Bench(depth)
        #expect(try bench.send("POST", "/api/v1/ranges", as: nil, json: "{").status == 401)
        #expect(try bench.send("POST", "/api/v1/ranges", as: .auditor, json: "{").status == 403)
    }

    @Test(arguments: Depth.allCases)
    func `a new token's secret is told once, and lists never show one or its hash`(depth: Depth) throws {
        let token = Sample.token(.operator)
        let bench = try Bench(depth, desk: FakeDesk(.success(.token(token, secret: "lby_abc"))))
        let made = try bench.send("POST", "/api/v1/tokens", json: #"{"name":"desk","role":"operator"}"#)
        #expect(made.status == 201)
        #expect(made.json["token"] == "lby_abc")
        #expect(made.header("Location") == "/api/v1/tokens/\(token.id)")
        #expect(bench.desk.intents == [.createToken(name: "desk", role: .operator)])
        let list = try bench.send("GET", "/api/v1/tokens?limit=1")
        let expected = """
            {"items":[{"id":"\(Sample.tokenID)","name":"admin","role":"admin",
            "created_at":"2026-11-20T19:24:05.120Z"}],"next":"1"}
            """
        #expect(list.json.sorted == JSON(text: expected).sorted)
    }

    @Test(
        arguments: Depth.allCases,
        [
            (#"{"name":"desk"}"#, "role is missing"), (#"{"role":"admin"}"#, "name is missing"),
            (#"{"name":"desk","role":"administrator"}"#, "Accepted: admin, operator, auditor, metrics"),
            (#"{"name":"a b","role":"admin"}"#, "name 'a b'"),
            (#"{"name":1,"role":"admin"}"#, "not an integer"),
        ])
    func `a token without a name or a role is refused`(depth: Depth, wrong: (body: String, hint: String))
        throws
    {
        let response = try Bench(depth).send("POST", "/api/v1/tokens", json: wrong.body)
        #expect(response.status == 422)
        #expect(response.detail.contains(wrong.hint), "\(response.detail)")
    }

    @Test(arguments: Depth.allCases)
    func `tokens are deleted and jobs cancelled by their ids`(depth: Depth) throws {
        let bench = try Bench(depth, desk: FakeDesk(.success(.done)))
        #expect(try bench.send("DELETE", "/api/v1/tokens/\(Sample.tokenID)").status == 204)
        bench.desk.answers(.success(.job(Sample.job)))
        let job = try bench.send("DELETE", "/api/v1/jobs/\(Sample.jobID)")
        #expect(job.status == 200)
        #expect(job.json["progress"] == 4)
        #expect(bench.desk.intents == [.deleteToken(Sample.tokenID), .cancelJob(Sample.jobID)])
        #expect(try bench.send("DELETE", "/api/v1/tokens/none").status == 404)
    }
}
