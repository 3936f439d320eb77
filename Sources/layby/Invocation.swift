// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

/// A command with what was typed behind it.
struct Invocation: Sendable {
    let command: Command
    /// What was typed behind the command, as it was typed.
    let words: [String]
    private(set) var arguments: [String] = []
    private(set) var options: [String: [String]] = [:]
    let environment: [String: String]
    let output: Output

    /// Sorts words into arguments and options, and refuses what the command does not take.
    init(
        _ command: Command, _ words: [String], environment: [String: String], output: Output
    ) throws(CommandFailure) {
        self.command = command
        self.words = words
        self.environment = environment
        self.output = output
        var rest = words[...]
        var areOptionsOver = false
        while let word = rest.popFirst() {
            if areOptionsOver || !word.hasPrefix("-") || word == "-" {
                arguments.append(word)
            } else if word == "--" {
                areOptionsOver = true
            } else {
                try take(word, &rest)
            }
        }
        try requireCounts()
    }

    /// The last value of an option.
    subscript(_ option: String) -> String? { options[option]?.last }

    func has(_ option: String) -> Bool { options[option] != nil }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(CommandFailure) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = command.allOptions.first(where: { $0.name == name }) else {
            let guess =
                nearest(to: name, among: command.allOptions.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            throw .usage("\(command.name) has no option \(quoted(name))\(guess)")
        }
        guard option.isRepeatable || options[name] == nil else { throw .usage("\(name) is given twice") }
        if option.value == nil {
            guard parts.count == 1 else { throw .usage("\(name) takes no value") }
            options[name, default: []].append("")
        } else if parts.count == 2 {
            options[name, default: []].append(String(parts[1]))
        } else if let value = rest.popFirst() {
            options[name, default: []].append(value)
        } else {
            throw .usage("\(name) needs a value: \(option.meaning)")
        }
    }

    private func requireCounts() throws(CommandFailure) {
        let required = command.arguments.filter { !$0.isOptional }
        guard arguments.count >= required.count else {
            throw .usage("\(command.name) needs \(required[arguments.count].name)")
        }
        guard arguments.count <= command.arguments.count else {
            throw .usage(
                "\(command.name) does not know what \(quoted(arguments[command.arguments.count])) is for")
        }
        if let missing = command.options.first(where: { $0.isRequired && options[$0.name] == nil }) {
            throw .usage("\(command.name) needs \(missing.name): \(missing.meaning)")
        }
    }

    /// A number given as an option, within bounds.
    func number(_ option: String, in range: ClosedRange<Int>) throws(CommandFailure) -> Int? {
        guard let text = self[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage(
                "\(option) \(quoted(text)) is not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
