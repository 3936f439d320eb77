// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform
internal import Server

enum ConfigCommands {
    static let all = [
        Command(
            "config", "check", [.required("FILE")], options: [Invocation.setOption],
            "Says whether a configuration is good, and if not, everything that is wrong with it"
        ) { invocation throws(CommandFailure) in
            let file = invocation.arguments[0]
            let loaded = try invocation.configuration(from: file)
            for warning in loaded.warnings { invocation.output.complain("warning: \(warning)") }
            invocation.output.print("\(printable(file)): good")
        },
        Command(
            "config", "show", [.optional("FILE")],
            options: [Invocation.demoOption, Invocation.setOption, Invocation.outputOption],
            "Shows every key with its value, where the value comes from, and what the key means",
            run: show),
    ]

    @Sendable private static func show(_ invocation: Invocation) throws(CommandFailure) {
        let wantsJSON = try invocation.wantsJSON
        let loaded = try invocation.configuration(from: invocation.arguments.first)
        for warning in loaded.warnings { invocation.output.complain("warning: \(warning)") }
        let defaults = Configuration()
        if wantsJSON {
            let items = ConfigurationKey.all.map { key in
                JSON.members([
                    "key": .string(key.path), "value": .string(key.text(in: loaded.configuration)),
                    "from": .string(loaded.origins[key.path] ?? ""),
                    "default": .string(key.text(in: defaults)),
                    "accepted": .string(key.accepted), "variable": .string(key.variable),
                    "meaning": .string(key.meaning),
                ])
            }
            return invocation.output.print(JSON.members(["items": .array(items), "next": .null]).text)
        }
        let rows = ConfigurationKey.all.map { key in
            [key.path, key.text(in: loaded.configuration), loaded.origins[key.path] ?? "", key.meaning]
        }
        for line in Table.lines(header: ["KEY", "VALUE", "FROM", "MEANING"], rows) {
            invocation.output.print(line)
        }
    }
}

extension Invocation {
    static let demoOption = Command.Option(
        name: "--demo", value: nil,
        meaning: "begin with the demonstration's settings: loopback, range 700 to 719, data in .layby")
    static let setOption = Command.Option(
        name: "--set", value: "KEY=VALUE", meaning: "override a key, and the environment", isRepeatable: true)

    /// The settings of a file, the environment and the options, laid over each other.
    func configuration(from path: String?) throws(CommandFailure) -> LoadedConfiguration {
        var file: ConfigurationFile?
        if let path {
            do throws(SystemError) {
                file = try ConfigurationFile.read(path)
            } catch {
                throw .configuration([
                    ConfigurationProblem(place: printable(path), message: "cannot be read: \(error)")
                ])
            }
        }
        do throws(ConfigurationFailure) {
            return try LoadedConfiguration.load(
                isDemo: has("--demo"), file: file, environment: environment, settings: options["--set"] ?? [])
        } catch {
            throw .configuration(error.problems)
        }
    }
}
