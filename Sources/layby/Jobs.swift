// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum JobsCommands {
    static let all = [
        Command("jobs", "list", isClient: true, "Lists long work, the newest first") {
            invocation throws(CommandFailure) in
            try invocation.list("jobs", whenEmpty: "There is no job.", columns)
        },
        Command(
            "jobs", "show", [.required("ID")], isClient: true, "Shows one job with its result and problems"
        ) {
            invocation throws(CommandFailure) in
            let answer = try invocation.send("GET", APIClient.path("jobs", invocation.arguments[0]))
            try invocation.show(answer, fields)
            if answer.body["state"]?.string == Job.State.failed.rawValue { throw .ended(1) }
        },
        Command("jobs", "cancel", [.required("ID")], isClient: true, "Stops a job") {
            invocation throws(CommandFailure) in
            let answer = try invocation.send("DELETE", APIClient.path("jobs", invocation.arguments[0]))
            try invocation.show(answer, fields, otherwise: "Cancelled.")
        },
    ]

    private static let columns = [
        Field("id", "id"), Field("kind", "kind"), Field("state", "state"),
        Field("progress") { item in "\(item["progress"]?.cell ?? "")/\(item["total"]?.cell ?? "")" },
        Field("created at", "created_at"),
    ]

    private static let fields =
        columns + [
            Field("updated at", "updated_at"), Field("result", "result"), Field("problems", "problems"),
        ]
}
