// SPDX-License-Identifier: GPL-3.0-or-later
import Control
import Core
import Platform
import Testing

/// `docs/openapi.json`, and as much of JSON Schema as it takes to hold a response against it.
enum APIDocument {
    static let bytes: [UInt8] = {
        let root = #filePath.components(upTo: "/Tests/")
        do { return try Files.read(root + "/docs/openapi.json") } catch { preconditionFailure("\(error)") }
    }()

    static let json: JSON = {
        do { return try JSON.read(bytes) } catch { preconditionFailure("\(error)") }
    }()

    /// Every operation: "GET /api/v1/ranges" and its description.
    static let operations: [String: JSON] = {
        var operations: [String: JSON] = [:]
        for (path, item) in json["paths"]!.members {
            for (method, operation) in item.members {
                operations["\(method.uppercased()) \(path)"] = operation
            }
        }
        return operations
    }()

    /// Records an issue for a response that the document does not describe.
    static func check(_ response: Response, to method: String, _ target: String) {
        let path = String(target.prefix { $0 != "?" })
        let route = Route.all.first { $0.method == method && matches($0.template, path) }
        guard let route, let operation = operations["\(route.method) \(route.template)"] else { return }
        guard let described = operation["responses"]?[String(response.status)] else {
            // Answers of the server as such, which any operation may give.
            if ![400, 413].contains(response.status) {
                Issue.record("\(method) \(target): \(response.status) is not in the document")
            }
            return
        }
        guard let content = resolved(described)["content"]?.members.first else {
            #expect(response.body.isEmpty, "\(method) \(target): the document promises no body")
            return
        }
        #expect(response.header("Content-Type")?.hasPrefix(content.0) == true, "\(method) \(target)")
        guard content.0.hasSuffix("json"), let schema = content.1["schema"] else { return }
        for complaint in complaints(response.json, schema, at: "$") {
            Issue.record("\(method) \(target) \(response.status): \(complaint)")
        }
    }

    static func resolved(_ json: JSON) -> JSON {
        guard case .string(let reference)? = json["$ref"] else { return json }
        return reference.split(separator: "/").dropFirst().reduce(self.json) { $0[String($1)] ?? .null }
    }

    /// Where a value departs from a schema; members that the schema does not name count as departures.
    private static func complaints(_ value: JSON, _ schema: JSON, at path: String) -> [String] {
        let schema = resolved(schema)
        var found: [String] = []
        if let type = schema["type"], !allows(type, value) { found.append("\(path) is not \(type.text)") }
        if let constant = schema["const"], constant != value {
            found.append("\(path) is not \(constant.text)")
        }
        if case .array(let words)? = schema["enum"], !words.contains(value) {
            found.append("\(path) is none of \(words.map(\.text))")
        }
        if case .array(let parts)? = schema["allOf"] {
            found += parts.flatMap { complaints(value, $0, at: path) }
        }
        if case .array(let items) = value, let schema = schema["items"] {
            found += items.enumerated().flatMap {
                complaints($0.element, schema, at: "\(path)[\($0.offset)]")
            }
        }
        guard let properties = schema["properties"] else { return found }
        for (name, member) in value.members {
            if let schema = properties[name] {
                found += complaints(member, schema, at: "\(path).\(name)")
            } else if schema["type"] != nil {
                found.append("\(path).\(name) is not described")
            }
        }
        if case .array(let required)? = schema["required"] {
            found += required.compactMap { name in
                guard case .string(let name) = name, value[name] == nil else { return nil }
                return "\(path).\(name) is missing"
            }
        }
        return found
    }

    private static func allows(_ type: JSON, _ value: JSON) -> Bool {
        if case .array(let types) = type { return types.contains { allows($0, value) } }
        return switch (type, value) {
        case ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .integer),
            ("number", .number), ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    private static func matches(_ template: String, _ path: String) -> Bool {
        let left = template.split(separator: "/", omittingEmptySubsequences: false)
        let right = path.split(separator: "/", omittingEmptySubsequences: false)
        return left.count == right.count
            && zip(left, right).allSatisfy { $0.hasPrefix("{") && $1 != "" || $0 == $1 }
    }
}

extension JSON {
    var members: [(String, JSON)] {
        if case .object(let members) = self { members.map { ($0.name, $0.value) } } else { [] }
    }
}

extension String {
    fileprivate func components(upTo mark: String) -> String {
        firstRange(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
    }
}
