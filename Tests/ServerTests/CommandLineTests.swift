// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

@testable import layby

/// What running a command came to.
struct CommandResult {
    let status: Int32
    let out: String
    let err: String

    init(_ words: [String], environment: [String: String] = [:]) {
        let output = Output(isKept: true)
        status = Command.run(words, output: output, environment: environment)
        out = output.out
        err = output.err
    }
}

@Suite("CommandLine: dispatch")
struct CommandLineDispatchTests {
    @Test(arguments: Command.all.map(\.name))
    func `every command has help`(name: String) throws {
        let command = try #require(Command.all.first { $0.name == name })
        let result = CommandResult(name.split(separator: " ").map(String.init) + ["--help"])
        #expect(result.status == 0 && result.err.isEmpty)
        #expect(result.out.hasPrefix("layby \(name)"))
        #expect(result.out.contains(command.meaning + "."))
        for option in command.allOptions { #expect(result.out.contains("  \(option.name)")) }
        #expect(!command.meaning.hasSuffix("."))
    }

    @Test func `no command and no option is there twice`() {
        #expect(Set(Command.all.map(\.name)).count == Command.all.count)
        for command in Command.all {
            #expect(Set(command.allOptions.map(\.name)).count == command.allOptions.count, "\(command.name)")
        }
        for noun in Set(Command.all.map(\.noun)) {
            let verbs = Command.all.filter { $0.noun == noun }.map(\.verb)
            #expect(verbs.count == 1 || !verbs.contains(nil), "\(noun) is a command and a noun")
        }
    }

    @Test func `help lists every command and every status`() {
        let result = CommandResult(["help"])
        #expect(result.status == 0)
        for command in Command.all { #expect(result.out.contains("  \(command.name)")) }
        #expect(result.out.contains("78 bad configuration"))
        #expect(CommandResult(["--help"]).out == result.out)
        #expect(CommandResult(["help", "ranges"]).out == CommandResult(["ranges", "--help"]).out)
        #expect(CommandResult(["ranges", "--help"]).out.contains("layby ranges delete NAME"))
    }

    @Test func `no words at all show the overview and are a usage error`() {
        let result = CommandResult([])
        #expect(result.status == 2 && result.out.isEmpty && result.err.contains("  ranges list"))
    }

    @Test(arguments: [
        (["rangs", "list"], "'rangs' is not a command; did you mean 'ranges'?"),
        (["zzz"], "'zzz' is not a command\n"),
        (["ranges"], "ranges needs a verb; accepted: list, show, create, set, delete"),
        (["ranges", "lst"], "ranges has no verb 'lst': did you mean 'list'?; accepted: list"),
        (["help", "jbs"], "'jbs' is not a command; did you mean 'jobs'?"),
        (["ranges", "show"], "ranges show needs NAME"),
        (["version", "x"], "version does not know what 'x' is for"),
        (["ranges", "list", "--ulr", "x"], "no option '--ulr'; did you mean --url?"),
        (["ranges", "list", "--url"], "--url needs a value"),
        (["ranges", "list", "-o", "xml"], "-o 'xml' is not an output; accepted: table, json"),
        (["ranges", "list", "--url", "a", "--url", "b"], "--url is given twice"),
        (["config", "show", "--demo=1"], "--demo takes no value"),
        (["ranges", "list", "--url", "h"], "'h' is not a server's URL"),
        (["ranges", "list", "--token", "a b"], "the token is empty or has characters"),
        (
            ["ranges", "list", "--token-file", "/nonexistent"],
            "--token-file: open /nonexistent: No such file"
        ),
        (["ranges", "create", "m", "--first", "1"], "ranges create needs --last"),
        (["ranges", "set", "m"], "needs a setting to change"),
        (
            ["ranges", "set", "m", "--reuse-after-s", "x"],
            "--reuse-after-s 'x' is not a number from 0 to 86400"
        ),
        (["ranges", "delete", "m", "--if-match", "a\nb"], "is not an ETag"),
        (["parked", "park"], "parked park needs --address"),
        (["parked", "park", "--address", "x", "--port", "1"], "--address 'x' is not an IP address"),
        (
            ["parked", "park", "--address", "::1", "--port", "0"],
            "--port '0' is not a number from 1 to 65535"
        ),
        (
            ["parked", "park", "--address", "::1", "--port", "9", "--range", "a", "--orbit", "1"],
            "exclude each other"
        ),
        (["completions", "fish"], "accepted: bash"), (["token", "create"], "token create needs --role"),
    ])
    func `what cannot be understood is a usage error that says why`(words: [String], expected: String) {
        let result = CommandResult(words)
        #expect(result.status == 2 && result.out.isEmpty)
        #expect(result.err.contains(expected), "\(result.err)")
    }

    @Test func `what is typed does not reach the terminal as a control sequence`() {
        #expect(!CommandResult(["a\u{1B}[2J"]).err.contains("\u{1B}"))
    }

    @Test func `words behind two dashes are arguments`() {
        #expect(CommandResult(["help", "--", "--help"]).err.contains("'--help' is not a command"))
    }

    @Test func `the version is printed`() {
        #expect(CommandResult(["version"]).out == "layby \(Version.text)\n")
        #expect(CommandResult(["--version"]).out == CommandResult(["version"]).out)
    }

    @Test func `the completion for bash knows every noun, verb and option`() {
        let script = CommandResult(["completions", "bash"]).out
        for command in Command.all {
            #expect(script.contains(command.noun) && script.contains(command.verb ?? ""))
            for option in command.allOptions { #expect(script.contains(option.name)) }
        }
    }
}

@Suite("CommandLine: configuration")
struct CommandLineConfigurationTests {
    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/layby.yaml"
        try Files.writeDurably(Array(text.utf8), to: path)
        try body(path)
    }

    @Test func `a good file is called good, and warnings go to the standard error`() throws {
        try withFile("data: x\n") { path in
            let result = CommandResult(["config", "check", path])
            #expect(result.status == 0 && result.out == "\(path): good\n")
            #expect(result.err.hasPrefix("warning: default: ranges: none"))
        }
    }

    @Test func `all that is wrong with a file is printed, and the status is 78`() throws {
        try withFile("store: x\nrtp:\n  port: 1\n") { path in
            let result = CommandResult(
                ["config", "check", path, "--set", "http.listen=z"], environment: ["LAYBY_NODE__NAME": "a/b"])
            #expect(result.status == 78 && result.out.isEmpty)
            let lines = result.err.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines[0] == "\(path):1:8: store: 'x' is not known; accepted: sqlite, memory")
            #expect(lines[1].hasPrefix("\(path):3:3: unknown key 'port' in rtp: did you mean 'ports'?"))
            #expect(lines[2].hasPrefix("LAYBY_NODE__NAME: node.name: "))
            #expect(lines[3].hasPrefix("--set http.listen=z: http.listen: "))
        }
    }

    @Test(arguments: [
        ("/nonexistent", "No such file"), ("/", "Is a directory"), ("/dev/zero", "larger than 1048576 bytes"),
    ])
    func `a file that cannot be read is bad configuration`(path: String, reason: String) {
        let result = CommandResult(["config", "check", path])
        #expect(
            result.status == 78 && result.err.hasPrefix(path) && result.err.contains(reason), "\(result.err)")
    }

    @Test func `every key is shown with its value, its origin and its meaning`() throws {
        try withFile("rtp: {ports: 2000-2999}\n") { path in
            let result = CommandResult(
                ["config", "show", path, "--demo", "--set", "node.name=b"],
                environment: ["LAYBY_STORE": "memory"])
            #expect(result.status == 0)
            let lines = result.out.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.count == ConfigurationKey.all.count + 1)
            let row = { (key: String) in lines.first { $0[0] == key }.map { Array($0[1...2]) } }
            #expect(row("rtp.ports") == ["2000-2999", "\(path):1"])
            #expect(row("node.name") == ["b", "--set"])
            #expect(row("store") == ["memory", "LAYBY_STORE"])
            #expect(row("data") == [".layby", "demo"])
            #expect(row("node.pool") == ["main", "default"])
        }
    }

    @Test func `the keys as JSON are a list`() throws {
        let result = CommandResult(["config", "show", "-o", "json", "--demo"])
        let json = try JSON.read(Array(result.out.utf8))
        guard case .array(let items) = json["items"] else {
            Issue.record("no list")
            return
        }
        #expect(items.compactMap { $0["key"]?.string } == ConfigurationKey.all.map(\.path))
        #expect(items.last?["value"] == #"[{name: main, first: "700", last: "719"}]"#)
    }
}
