// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum TokenCommands {
    private static let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")

    static let all = [
        Command(
            "token", "create",
            options: [
                Command.Option(
                    name: "--name", value: "NAME", meaning: "what the token is for; else the role"),
                Command.Option(
                    name: "--role", value: "ROLE", meaning: "what its bearer may do: \(roles)",
                    isRequired: true),
            ], isClient: true, "Makes a token and shows it, this once"
        ) { invocation throws(CommandFailure) in
            let role = invocation["--role"] ?? ""
            let body = JSON.members(["name": .string(invocation["--name"] ?? role), "role": .string(role)])
            let answer = try invocation.send("POST", APIClient.path("tokens"), body: body)
            try invocation.show(
                answer,
                [
                    Field("token", "token"), Field("name", "name"), Field("role", "role"), Field("id", "id"),
                    Field("created at", "created_at"),
                ])
        },
        Command("token", "list", isClient: true, "Lists tokens, without their secrets") {
            invocation throws(CommandFailure) in
            try invocation.list(
                "tokens", whenEmpty: "There is no token.",
                [
                    Field("name", "name"), Field("role", "role"), Field("created at", "created_at"),
                    Field("id", "id"),
                ])
        },
        Command("token", "delete", [.required("ID")], isClient: true, "Takes a token's rights away at once") {
            invocation throws(CommandFailure) in
            let answer = try invocation.send("DELETE", APIClient.path("tokens", invocation.arguments[0]))
            try invocation.show(answer, [Field("id", "id")], otherwise: "Deleted.")
        },
    ]
}
