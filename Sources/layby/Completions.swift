// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

enum CompletionsCommand {
    static let command = Command(
        "completions", nil, [.required("SHELL")],
        "Prints what a shell needs to complete commands; the shell is bash"
    ) { invocation throws(CommandFailure) in
        guard invocation.arguments[0] == "bash" else {
            throw .usage("\(quoted(invocation.arguments[0])) is not a shell that is known; accepted: bash")
        }
        invocation.output.print(bash)
    }

    /// A function for `complete -F`: nouns, then verbs, then options; file names where none of these fits.
    private static var bash: String {
        var nouns: [String] = []
        for command in Command.all where !nouns.contains(command.noun) { nouns.append(command.noun) }
        var cases = ["0:*) words='\(nouns.joined(separator: " "))' ;;"]
        for noun in nouns {
            let verbs = Command.all.filter { $0.noun == noun }.compactMap(\.verb)
            if !verbs.isEmpty { cases.append("1:\(noun):*) words='\(verbs.joined(separator: " "))' ;;") }
        }
        for command in Command.all {
            let options = (command.allOptions.map(\.name) + ["--help"]).joined(separator: " ")
            cases.append("*:\(command.noun):\(command.verb ?? "*")) words='\(options)' ;;")
        }
        return """
            _layby() {
                local words=''
                case "$((COMP_CWORD - 1)):${COMP_WORDS[1]}:${COMP_WORDS[2]}" in
            \(cases.map { "        " + $0 }.joined(separator: "\n"))
                esac
                COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _layby layby
            """
    }
}
