// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

extension Command {
    static let exitStatuses: [(status: Int32, meaning: String)] = [
        (0, "done and good"), (1, "done, and damage or a negative answer found"), (2, "usage"),
        (3, "server not reachable"), (4, "refused by the server"), (78, "bad configuration"),
    ]

    /// All commands, a line each.
    static var overview: [String] {
        let rows = all.map { command in
            let arguments = command.arguments.map { $0.isOptional ? "[\($0.name)]" : $0.name }
            return ["  " + ([command.name] + arguments).joined(separator: " "), command.meaning]
        }
        let statuses = exitStatuses.map { "\($0.status) \($0.meaning)" }.joined(separator: ", ")
        return ["layby parks calls in numbered orbits and plays music to them.", ""]
            + Table.lines(header: nil, rows) + [
                "", "Exit status: \(statuses).", "'layby COMMAND --help' shows its options.",
            ]
    }

    /// What each of the commands does and takes.
    static func help(on commands: [Command]) -> [String] {
        commands.enumerated().flatMap { index, command in
            let arguments = command.arguments.map { $0.isOptional ? "[\($0.name)]" : $0.name }
            let options = command.allOptions.map { option in
                [
                    "  " + option.name + (option.value.map { " \($0)" } ?? ""),
                    option.meaning + (option.isRequired ? " (needed)" : ""),
                ]
            }
            let title = (["layby", command.name] + arguments).joined(separator: " ")
            return (index == 0 ? [] : [""]) + [title, "  " + command.meaning + "."]
                + Table.lines(header: nil, options)
        }
    }

    static let helpCommand = Command(
        "help", nil, [.optional("NOUN")], "Shows all commands, or those of one noun"
    ) { invocation throws(CommandFailure) in
        guard let noun = invocation.arguments.first else {
            for line in overview { invocation.output.print(line) }
            return
        }
        let commands = all.filter { $0.noun == noun }
        guard !commands.isEmpty else {
            let guess =
                nearest(to: noun, among: all.map(\.noun)).map { "; did you mean \(quoted($0))?" } ?? ""
            throw .usage("\(quoted(noun)) is not a command\(guess)")
        }
        for line in help(on: commands) { invocation.output.print(line) }
    }
}
