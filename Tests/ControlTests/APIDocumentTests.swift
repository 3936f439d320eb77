// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Testing

@Suite struct APIDocumentTests {
    @Test func `the document lists exactly the routes there are`() {
        let routes = Set(Route.all.map { "\($0.method) \($0.template)" })
        #expect(routes == Set(APIDocument.operations.keys))
        #expect(routes.count == Route.all.count)
    }

    @Test func `the document knows exactly the codes there are, each under its status`() throws {
        var described: [String: Int] = [:]
        for (_, response) in try #require(APIDocument.json["components"]?["responses"]).members {
            let problem = response["content"]?["application/problem+json"]?["schema"]?["allOf"]
            guard case .array(let parts)? = problem,
                case .integer(let status)? = parts[1]["properties"]?["status"]?["const"],
                case .array(let codes)? = parts[1]["properties"]?["code"]?["enum"]
            else {
                Issue.record("a response without a status and its codes")
                continue
            }
            for case .string(let code) in codes { described[code] = Int(status) }
        }
        let known = Dictionary(uniqueKeysWithValues: Refusal.Code.allCases.map { ($0.rawValue, $0.status) })
        #expect(described == known)
        guard
            case .array(let codes)? = APIDocument.json["components"]?["schemas"]?["Problem"]?["properties"]?[
                "code"]?["enum"]
        else { throw Refusal(.notFound, "the schema of problems lists no codes") }
        #expect(Set(codes) == Set(known.keys.map { JSON.string($0) }))
    }

    @Test func `every reference in the document leads somewhere`() {
        func references(_ json: JSON) -> [JSON] {
            if json["$ref"] != nil { return [json] }
            if case .array(let values) = json { return values.flatMap(references) }
            return json.members.flatMap { references($0.1) }
        }
        let all = references(APIDocument.json)
        #expect(all.count > 100)
        #expect(all.allSatisfy { APIDocument.resolved($0) != .null })
    }

    @Test(arguments: Depth.allCases)
    func `the document is served as it stands in the repository, to everybody`(depth: Depth) throws {
        let bench = try Bench(depth)
        let response = try bench.send("GET", "/api/v1/openapi.json", as: nil)
        #expect(response.status == 200)
        #expect(response.body == APIDocument.bytes)
    }
}
