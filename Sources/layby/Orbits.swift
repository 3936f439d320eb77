// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum OrbitsCommands {
    static let all = [
        Command(
            "orbits", "list",
            options: [
                Command.Option(name: "--range", value: "NAME", meaning: "only those of one range"),
                Command.Option(
                    name: "--state", value: "STATE", meaning: "only those that are free, taken or cooling"),
            ], isClient: true, "Lists orbits and the calls in them"
        ) { invocation throws(CommandFailure) in
            try invocation.list(
                "orbits", query: [("range", invocation["--range"]), ("state", invocation["--state"])],
                whenEmpty: "No orbit is like that.",
                [
                    Field("number", "number"), Field("range", "range"), Field("state", "state"),
                    Field("call") { item in
                        let call = item["parked_call"] ?? .null
                        return call["id"]?.cell ?? call.cell
                    },
                ])
        }
    ]
}
