// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// One key of an entry of `ranges`.
package struct RangeSetting: Sendable {
    package let name: String
    package let accepted: String
    /// As it would be written; empty where there is none.
    package let defaultText: String
    package let meaning: String
    package let isRequired: Bool
    let read: @Sendable (YAMLNode, inout RangeDraft, inout [YAMLFault]) -> Void
    /// The setting of a finished range; nil where it has none.
    let write: @Sendable (OrbitRange) -> String?

    private init<Value>(
        _ name: String, _ kind: ValueKind<Value>, isRequired: Bool = false,
        _ draft: any WritableKeyPath<RangeDraft, Value?> & Sendable,
        _ finished: @escaping @Sendable (OrbitRange) -> Value?,
        default defaultText: String = "", _ meaning: String
    ) {
        self.name = name
        self.accepted = kind.accepted
        self.defaultText = defaultText
        self.meaning = meaning
        self.isRequired = isRequired
        read = { node, range, faults in range[keyPath: draft] = kind.read(node, &faults) }
        write = { range in finished(range).map(kind.write) }
    }

    package static let all: [RangeSetting] = [
        RangeSetting(
            "name", .name("name"), isRequired: true, \.name, \.name,
            "what the range is called, once in a deployment"),
        RangeSetting(
            "first", .orbitNumber, isRequired: true, \.first, \.span.first, "the lowest orbit number"),
        RangeSetting(
            "last", .orbitNumber, isRequired: true, \.last, \.span.last,
            "the highest orbit number, with as many digits as the first"),
        RangeSetting(
            "pool", .name("pool"), \.pool, \.pool, default: "main", "the nodes that serve the range"),
        RangeSetting(
            "programme", .name("programme"), \.programme, \.programme, default: "default",
            "what its callers hear"),
        RangeSetting(
            "selection", .oneOf, \.selection, \.selection, default: "lowest", "how a free orbit is chosen"),
        RangeSetting(
            "reuse_after_s", .seconds, \.reuseAfter, \.reuseAfter, default: "10",
            "how long a freed orbit is not given out unasked"),
        RangeSetting(
            "on_full", .oneOf, \.whenFull, \.whenFull, default: "hold",
            "what happens when every orbit is taken"),
        RangeSetting(
            "overflow_to", .name("overflow_to"), \.overflowTo, \.overflowTo,
            "the range that on_full: overflow sends calls to"),
        RangeSetting("lamp", .oneOf, \.lamp, \.lamp, default: "confirmed", "how a lamp shows a parked call"),
    ]
}

/// What has been read of a range so far.
struct RangeDraft {
    var name: String?
    var first: OrbitNumber?
    var last: OrbitNumber?
    var pool: String?
    var programme: String?
    var selection: OrbitRange.Selection?
    var reuseAfter: Duration?
    var whenFull: OrbitRange.WhenFull?
    var overflowTo: String?
    var lamp: OrbitRange.Lamp?
}

extension ValueKind where Value == OrbitNumber {
    static var orbitNumber: ValueKind {
        scalar("an orbit number, such as 701 or \"*701\"", write: { "\"\($0)\"" }) { text throws(Refusal) in
            try OrbitNumber(text)
        }
    }
}
