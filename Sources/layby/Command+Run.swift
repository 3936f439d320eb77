// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

extension Command {
    /// Does what the words say, and returns the exit status.
    static func run(_ words: [String], output: Output, environment: [String: String]) -> Int32 {
        do throws(CommandFailure) {
            try perform(words, output, environment)
        } catch {
            for line in error.lines { output.complain(line) }
            if case .usage = error { output.complain("'layby help' lists all commands.") }
            return error.exitStatus
        }
        guard let problem = output.problem else { return 0 }
        output.complain("layby: the output is not complete: \(problem)")
        return 1
    }

    private static func perform(
        _ words: [String], _ output: Output, _ environment: [String: String]
    ) throws(CommandFailure) {
        guard let first = words.first else {
            for line in overview { output.complain(line) }
            throw .usage("which command?")
        }
        let noun = ["--help": "help", "-h": "help", "--version": "version"][first] ?? first
        guard let candidates = named(noun) else {
            let guess =
                nearest(to: noun, among: all.map(\.noun)).map { "; did you mean \(quoted($0))?" } ?? ""
            throw .usage("\(quoted(noun)) is not a command\(guess)")
        }
        var rest = words.dropFirst()
        if asksForHelp(rest.first) {
            for line in help(on: candidates) { output.print(line) }
            return
        }
        let command: Command
        if candidates.count == 1, candidates[0].verb == nil {
            command = candidates[0]
        } else {
            command = try choose(rest.popFirst(), noun, candidates)
        }
        if rest.prefix(while: { $0 != "--" }).contains(where: { asksForHelp($0) }) {
            for line in help(on: [command]) { output.print(line) }
            return
        }
        try command.run(try Invocation(command, Array(rest), environment: environment, output: output))
    }

    /// The commands of a noun; nil where there are none.
    private static func named(_ noun: String) -> [Command]? {
        let candidates = all.filter { $0.noun == noun }
        return candidates.isEmpty ? nil : candidates
    }

    private static func asksForHelp(_ word: String?) -> Bool {
        word == "--help" || word == "-h"
    }

    private static func choose(
        _ verb: String?, _ noun: String, _ candidates: [Command]
    ) throws(CommandFailure) -> Command {
        let verbs = candidates.compactMap(\.verb)
        guard let verb else {
            throw .usage("\(noun) needs a verb; accepted: \(verbs.joined(separator: ", "))")
        }
        if let command = candidates.first(where: { $0.verb == verb }) { return command }
        let guess = nearest(to: verb, among: verbs).map { "did you mean \(quoted($0))?; " } ?? ""
        throw .usage(
            "\(noun) has no verb \(quoted(verb)): \(guess)accepted: \(verbs.joined(separator: ", "))")
    }
}
