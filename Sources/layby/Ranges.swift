// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum RangesCommands {
    static let all = [
        Command("ranges", "list", isClient: true, "Lists all ranges") { invocation throws(CommandFailure) in
            try invocation.list(
                "ranges", whenEmpty: "There is no range; 'layby ranges create' makes one.", columns)
        },
        Command("ranges", "show", [.required("NAME")], isClient: true, "Shows one range") {
            invocation throws(CommandFailure) in
            try invocation.show(try invocation.send("GET", path(invocation)), fields)
        },
        Command(
            "ranges", "create", [.required("NAME")], options: span(isRequired: true) + settings,
            isClient: true,
            "Makes a range of orbits"
        ) { invocation throws(CommandFailure) in
            let members =
                [JSON.Member(name: "name", value: .string(invocation.arguments[0]))]
                + (try changes(invocation))
            let answer = try invocation.send("POST", APIClient.path("ranges"), body: .object(members))
            try invocation.show(answer, fields)
        },
        Command(
            "ranges", "set", [.required("NAME")], options: span(isRequired: false) + settings + [ifMatch],
            isClient: true,
            "Changes settings of a range; calls in orbits that it gives up stay until they end"
        ) { invocation throws(CommandFailure) in
            let members = try changes(invocation)
            guard !members.isEmpty else { throw .usage("ranges set needs a setting to change") }
            let answer = try invocation.send(
                "PATCH", path(invocation), body: .object(members), headers: try invocation.condition)
            try invocation.show(answer, fields)
        },
        Command(
            "ranges", "delete", [.required("NAME")], options: [ifMatch], isClient: true, "Removes a range"
        ) {
            invocation throws(CommandFailure) in
            let answer = try invocation.send("DELETE", path(invocation), headers: try invocation.condition)
            try invocation.show(answer, fields, otherwise: "Deleted.")
        },
    ]

    private static func path(_ invocation: Invocation) -> String {
        APIClient.path("ranges", invocation.arguments[0])
    }

    private static let columns = [
        Field("name", "name"), Field("first", "first"), Field("last", "last"), Field("orbits", "orbits"),
        Field("pool", "pool"),
        Field("programme", "programme"), Field("selection", "selection"), Field("on full", "on_full"),
        Field("overflow to", "overflow_to"),
    ]

    private static let fields =
        columns + [
            Field("reuse after") { item in
                guard case .integer(let seconds) = item["reuse_after_s"], (0...86_400).contains(seconds)
                else {
                    return item["reuse_after_s"]?.cell ?? ""
                }
                return durationText(milliseconds: seconds * 1000)
            },
            Field("lamp", "lamp"),
        ]

    private static func span(isRequired: Bool) -> [Command.Option] {
        ["first", "last"].map { name in
            Command.Option(name: "--\(name)", value: "NUMBER", meaning: meaning(name), isRequired: isRequired)
        }
    }

    /// The options that are a member of the body each, with the member's name.
    private static let settings = [
        "pool", "programme", "selection", "reuse_after_s", "on_full", "overflow_to", "lamp",
    ].map {
        name in
        Command.Option(
            name: option(name), value: name == "reuse_after_s" ? "SECONDS" : "VALUE", meaning: meaning(name))
    }

    private static let ifMatch = Command.Option(
        name: "--if-match", value: "ETAG", meaning: "only if the range is still as 'ranges show' said")

    private static func option(_ member: String) -> String {
        "--" + member.split(separator: "_").joined(separator: "-")
    }

    private static func meaning(_ member: String) -> String {
        guard let setting = RangeSetting.all.first(where: { $0.name == member }) else {
            preconditionFailure("a range has no setting \(member)")
        }
        return "\(setting.meaning): \(setting.accepted)"
            + (setting.name == "overflow_to" ? "; empty takes it away" : "")
    }

    private static func changes(_ invocation: Invocation) throws(CommandFailure) -> [JSON.Member] {
        var members: [JSON.Member] = []
        for setting in RangeSetting.all {
            guard let text = invocation[option(setting.name)] else { continue }
            var value = JSON.string(text)
            if setting.name == "reuse_after_s" {
                value = .integer(Int64(try invocation.number(option(setting.name), in: 0...86_400) ?? 0))
            } else if setting.name == "overflow_to", text.isEmpty {
                value = .null
            }
            members.append(JSON.Member(name: setting.name, value: value))
        }
        return members
    }
}
