// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

enum CallsCommands {
    static let all = [
        Command("calls", "list", isClient: true, "Lists the calls that have left their orbits") {
            invocation throws(CommandFailure) in
            try invocation.list("calls", whenEmpty: "No call has ended yet.", fields)
        }
    ]

    static let fields = [
        Field("orbit", "orbit"), Field("outcome", "outcome"), Field("held") { $0["held_ms"]?.duration ?? "" },
        Field("caller") { $0["caller"]?.party ?? "" }, Field("parker") { $0["parker"]?.party ?? "" },
        Field("by", "by"),
        Field("why", "why"), Field("ended at", "ended_at"), Field("id", "id"),
    ]
}
