// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The members of a JSON object, read strictly: what is not accepted, or not of the right type, is refused.
struct Fields {
    /// Where the object stands in the body, with a dot behind: empty for the body itself, else such as `media.`.
    private let path: String
    private let accepted: [String]
    private let members: [String: JSON]

    /// Takes an object that has no other members than the accepted ones.
    init(_ json: JSON, accepting accepted: [String], of path: String = "") throws(Refusal) {
        guard case .object(let members) = json else {
            let subject = path.isEmpty ? "the body" : String(path.dropLast())
            throw Refusal(.invalid, "\(subject) must be an object, not \(json.typeName)")
        }
        var known: [String: JSON] = [:]
        for member in members {
            guard accepted.contains(member.name) else {
                throw Refusal(.invalid, Spelling.complaint("member", member.name, of: path, among: accepted))
            }
            known[member.name] = member.value
        }
        self.path = path
        self.accepted = accepted
        self.members = known
    }

    /// Whether a member is there, be it null.
    func has(_ name: String) -> Bool { members[name] != nil }

    func isNull(_ name: String) -> Bool { members[name] == .null }

    /// For merge patches, where null asks for something to be taken away.
    func refuseNulls(except removable: [String]) throws(Refusal) {
        for name in accepted where isNull(name) && !removable.contains(name) {
            throw Refusal(.invalid, "\(path)\(name) cannot be taken away: give a value, or leave it out")
        }
    }

    /// One line of text, without control characters.
    func text(_ name: String, most: Int = 255) throws(Refusal) -> String? {
        guard let json = value(name) else { return nil }
        guard case .string(let text) = json else { throw mismatch(name, json, "a string") }
        guard text.utf8.count <= most else {
            throw Refusal(.invalid, "\(path)\(name) is longer than \(most) bytes")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Refusal(.invalid, "\(path)\(name) must not contain control characters")
        }
        return text
    }

    func integer(_ name: String, in accepted: ClosedRange<Int64>) throws(Refusal) -> Int64? {
        guard let json = value(name) else { return nil }
        guard case .integer(let number) = json else { throw mismatch(name, json, "an integer") }
        guard accepted.contains(number) else {
            throw Refusal(
                .invalid,
                "\(path)\(name) must be from \(accepted.lowerBound) to \(accepted.upperBound), not \(number)")
        }
        return number
    }

    /// A span of time given in seconds, whole or with a fraction.
    func seconds(_ name: String, in accepted: ClosedRange<Int64>) throws(Refusal) -> Duration? {
        guard let json = value(name) else { return nil }
        let number: Double
        switch json {
        case .integer(let value): number = Double(value)
        case .number(let value): number = value
        default: throw mismatch(name, json, "a number of seconds")
        }
        guard (Double(accepted.lowerBound)...Double(accepted.upperBound)).contains(number) else {
            throw Refusal(
                .invalid,
                "\(path)\(name) must be from \(accepted.lowerBound) to \(accepted.upperBound) seconds")
        }
        return .milliseconds(Int64((number * 1000).rounded()))
    }

    /// One of the words that an enumeration knows.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Refusal) -> Choice? {
        guard let json = value(name) else { return nil }
        guard case .string(let word) = json else { throw mismatch(name, json, "a string") }
        guard let choice = Choice(rawValue: word) else {
            throw Refusal(
                .invalid, Spelling.complaint(path + name, word, among: Choice.allCases.map(\.rawValue)))
        }
        return choice
    }

    func orbitNumber(_ name: String) throws(Refusal) -> OrbitNumber? {
        guard let json = value(name) else { return nil }
        guard case .string(let text) = json else { throw mismatch(name, json, "a string, such as \"701\"") }
        return try OrbitNumber(text)
    }

    func object(_ name: String, accepting accepted: [String]) throws(Refusal) -> Fields? {
        guard let json = value(name) else { return nil }
        guard case .object = json else { throw mismatch(name, json, "an object") }
        return try Fields(json, accepting: accepted, of: path + name + ".")
    }

    func required<Value>(_ name: String, _ value: Value?) throws(Refusal) -> Value {
        guard let value else { throw Refusal(.invalid, "\(path)\(name) is missing") }
        return value
    }

    private func value(_ name: String) -> JSON? {
        precondition(
            accepted.contains(name), "\(path)\(name) is read, so it must be among the accepted members")
        return members[name] == .null ? nil : members[name]
    }

    private func mismatch(_ name: String, _ json: JSON, _ expected: String) -> Refusal {
        Refusal(.invalid, "\(path)\(name) must be \(expected), not \(json.typeName)")
    }
}

extension JSON {
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
