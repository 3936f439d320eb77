// SPDX-License-Identifier: GPL-3.0-or-later

/// A reader of the Prometheus text format that takes nothing but what the format says.
struct Exposition {
    struct Sample: Hashable {
        var name: String
        var labels: [String: String]
    }

    struct Broken: Error {
        var line: String
        var reason: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var help: [String: String] = [:]
    private(set) var samples: [Sample: Double] = [:]

    init(_ text: String) throws {
        var family = ""
        guard text.hasSuffix("\n") else { throw Broken(line: "", reason: "the last line must end") }
        for line in text.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            if words[0] == "#", words.count == 4 {
                if words[1] == "HELP", help.updateValue(words[3], forKey: words[2]) == nil {
                    family = words[2]
                } else if words[1] == "TYPE", words[2] == family,
                    types.updateValue(words[3], forKey: family) == nil
                {
                    guard ["counter", "gauge"].contains(words[3]) else {
                        throw Broken(line: line, reason: "type")
                    }
                } else {
                    throw Broken(line: line, reason: "out of place")
                }
                continue
            }
            let (sample, value) = try Self.sample(line)
            guard sample.name == family, types[family] != nil else {
                throw Broken(line: line, reason: "no family")
            }
            guard samples.updateValue(value, forKey: sample) == nil else {
                throw Broken(line: line, reason: "twice")
            }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples[Sample(name: name, labels: labels)]
    }

    private static func sample(_ line: String) throws -> (Sample, Double) {
        var rest = Substring(line)
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            repeat {
                rest = rest.dropFirst()
                let label = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(label.count)
                guard rest.hasPrefix("=\"") else { throw Broken(line: line, reason: "label") }
                rest = rest.dropFirst(2)
                guard labels.updateValue(try quoted(&rest, line), forKey: String(label)) == nil else {
                    throw Broken(line: line, reason: "label twice")
                }
            } while rest.first == ","
            guard rest.first == "}" else { throw Broken(line: line, reason: "brace") }
            rest = rest.dropFirst()
        }
        guard !name.isEmpty, rest.first == " ", let value = Double(rest.dropFirst()) else {
            throw Broken(line: line, reason: "value")
        }
        return (Sample(name: String(name), labels: labels), value)
    }

    private static func quoted(_ rest: inout Substring, _ line: String) throws -> String {
        var text = ""
        while let character = rest.popFirst() {
            if character == "\"" { return text }
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": text += "\\"
            case "\"": text += "\""
            case "n": text += "\n"
            default: throw Broken(line: line, reason: "escape")
            }
        }
        throw Broken(line: line, reason: "quotation")
    }
}
