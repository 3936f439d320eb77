// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The bodies that create and change ranges.
enum RangeForm {
    private static let settings = [
        "first", "last", "pool", "programme", "selection", "reuse_after_s", "on_full", "overflow_to", "lamp",
    ]

    static func range(_ json: JSON) throws(Refusal) -> OrbitRange {
        let fields = try Fields(json, accepting: ["name"] + settings)
        let name = try fields.required("name", fields.text("name"))
        let first = try fields.required("first", fields.orbitNumber("first"))
        let last = try fields.required("last", fields.orbitNumber("last"))
        let range = OrbitRange(name: name, span: try OrbitSpan(first: first, last: last))
        return try change(fields).applied(to: range)
    }

    /// A merge patch ([RFC 7396](https://www.rfc-editor.org/rfc/rfc7396)): what is left out stays.
    static func change(_ json: JSON) throws(Refusal) -> RangeChange {
        if json["name"] != nil {
            throw Refusal(.invalid, "name cannot be changed: create another range, and delete this one")
        }
        let fields = try Fields(json, accepting: settings)
        try fields.refuseNulls(except: ["overflow_to"])
        return try change(fields)
    }

    private static func change(_ fields: Fields) throws(Refusal) -> RangeChange {
        var change = RangeChange()
        change.first = try fields.orbitNumber("first")
        change.last = try fields.orbitNumber("last")
        change.pool = try fields.text("pool")
        change.programme = try fields.text("programme")
        change.selection = try fields.choice("selection")
        change.reuseAfter = try fields.seconds("reuse_after_s", in: 0...86_400)
        change.whenFull = try fields.choice("on_full")
        if fields.has("overflow_to") { change.overflowTo = .some(try fields.text("overflow_to")) }
        change.lamp = try fields.choice("lamp")
        return change
    }
}
