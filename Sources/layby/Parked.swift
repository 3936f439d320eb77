// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum ParkedCommands {
    static let all = [
        Command("parked", "list", isClient: true, "Lists the calls that wait in orbits") {
            invocation throws(CommandFailure) in
            try invocation.list(
                "parked-calls", whenEmpty: "No call is parked.",
                [
                    Field("orbit", "orbit"), Field("state", "state"),
                    Field("caller") { $0["caller"]?.party ?? "" },
                    Field("parker") { $0["parker"]?.party ?? "" }, Field("parked at", "parked_at"),
                    Field("id", "id"),
                ])
        },
        Command("parked", "show", [.required("ID")], isClient: true, "Shows one parked call") {
            invocation throws(CommandFailure) in
            try invocation.show(
                try invocation.send("GET", APIClient.path("parked-calls", invocation.arguments[0])), fields)
        },
        Command(
            "parked", "park", options: options, isClient: true, "Parks a call: sends music to an RTP address",
            run: park),
        Command("parked", "release", [.required("ID")], isClient: true, "Hangs a parked call up") {
            invocation throws(CommandFailure) in
            let answer = try invocation.send(
                "DELETE", APIClient.path("parked-calls", invocation.arguments[0]))
            try invocation.show(answer, CallsCommands.fields, otherwise: "Released.")
        },
    ]

    private static let options = [
        Command.Option(
            name: "--address", value: "IP", meaning: "where the caller receives RTP", isRequired: true),
        Command.Option(name: "--port", value: "PORT", meaning: "the UDP port there", isRequired: true),
        Command.Option(name: "--codec", value: "CODEC", meaning: "PCMU or PCMA; PCMU unless told otherwise"),
        Command.Option(name: "--ptime", value: "MS", meaning: "milliseconds of music in a packet"),
        Command.Option(name: "--range", value: "NAME", meaning: "any free orbit of this range"),
        Command.Option(name: "--orbit", value: "NUMBER", meaning: "this orbit and no other"),
        Command.Option(name: "--caller", value: "URI", meaning: "who is parked"),
        Command.Option(name: "--caller-name", value: "NAME", meaning: "the name of who is parked"),
        Command.Option(name: "--parker", value: "URI", meaning: "who parks"),
    ]

    private static let fields = [
        Field("orbit", "orbit"), Field("id", "id"), Field("range", "range"), Field("state", "state"),
        Field("token", "token"),
        Field("sent from") { item in
            guard let media = item["media"], let address = media["address"]?.string else { return "" }
            return address.contains(":")
                ? "[\(address)]:\(media["port"]?.cell ?? "")" : "\(address):\(media["port"]?.cell ?? "")"
        },
        Field("SSRC", "media", "ssrc"), Field("caller") { $0["caller"]?.party ?? "" },
        Field("parker") { $0["parker"]?.party ?? "" }, Field("parked at", "parked_at"),
        Field("rings back at", "ringback_at"),
    ]

    @Sendable private static func park(_ invocation: Invocation) throws(CommandFailure) {
        let address = invocation["--address"] ?? ""
        guard let parsed = IPAddress(address) else {
            throw .usage("--address \(quoted(address)) is not an IP address")
        }
        guard !(invocation.has("--range") && invocation.has("--orbit")) else {
            throw .usage("--range and --orbit exclude each other")
        }
        let port = try invocation.number("--port", in: 1...65_535) ?? 0
        let packetTime = try invocation.number("--ptime", in: 1...1000)
        let text = { (option: String) in invocation[option].map { JSON.string($0) } }
        let media = JSON.members([
            "address": .string(parsed.description), "port": .integer(Int64(port)),
            "codec": text("--codec") ?? "PCMU",
            "ptime_ms": packetTime.map { .integer(Int64($0)) },
        ])
        let body = JSON.members([
            "range": text("--range"), "orbit": text("--orbit"), "media": media,
            "caller": party(uri: text("--caller"), name: text("--caller-name")),
            "parker": party(uri: text("--parker")),
        ])
        try invocation.show(try invocation.send("POST", APIClient.path("parked-calls"), body: body), fields)
    }

    /// Nobody, where neither is known.
    private static func party(uri: JSON?, name: JSON? = nil) -> JSON? {
        uri == nil && name == nil ? Optional.none : JSON.members(["uri": uri, "name": name])
    }
}
