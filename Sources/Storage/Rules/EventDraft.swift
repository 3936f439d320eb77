// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// An event before the store has given it its place in the order.
struct EventDraft: Equatable {
    /// What was done to a range.
    enum RangeAct: String { case created, changed, deleted }

    var kind: RecordedEvent.Kind
    var subject: String
    var time: WallTime
    var data: JSON

    private init(_ kind: RecordedEvent.Kind, _ subject: String, _ time: WallTime, _ data: JSON) {
        self.kind = kind
        self.subject = subject
        self.time = time
        self.data = data.sorted
    }

    func recorded(as sequence: Int64) -> RecordedEvent {
        RecordedEvent(sequence: sequence, kind: kind, subject: subject, time: time, data: data)
    }

    static func parked(_ call: ParkedCall) -> EventDraft {
        EventDraft(
            .callParked, call.orbit.description, call.parkedAt,
            .members([
                "call_id": .string(call.id.description), "orbit": .string(call.orbit.description),
                "range": .string(call.range), "programme": .string(call.programme),
                "caller": json(call.caller), "parker": json(call.parker),
            ]))
    }

    static func finished(_ call: FinishedCall) -> EventDraft {
        EventDraft(
            RecordedEvent.Kind(call.outcome), call.orbit.description, call.endedAt,
            .members([
                "call_id": .string(call.id.description), "orbit": .string(call.orbit.description),
                "range": .string(call.range), "outcome": .string(call.outcome.rawValue),
                "why": .string(call.why), "by": call.by.map { .string($0) },
                "held_ms": .integer(call.held.milliseconds),
                "caller": json(call.caller), "parker": json(call.parker),
            ]))
    }

    static func warning(_ range: OrbitRange, taken: Int, at now: WallTime) -> EventDraft {
        EventDraft(.rangeWarning, range.name, now, occupancy(range, taken: taken, passedTo: nil))
    }

    static func full(_ range: OrbitRange, passedTo next: String?, at now: WallTime) -> EventDraft {
        EventDraft(.rangeFull, range.name, now, occupancy(range, taken: range.span.count, passedTo: next))
    }

    static func configuration(_ stored: StoredRange, _ act: RangeAct, at now: WallTime) -> EventDraft {
        EventDraft(
            .configChanged, stored.range.name, now,
            .members([
                "range": .string(stored.range.name), "change": .string(act.rawValue),
                "first": .string(stored.range.span.first.description),
                "last": .string(stored.range.span.last.description),
                "version": .integer(Int64(stored.version)),
            ]))
    }

    private static func occupancy(_ range: OrbitRange, taken: Int, passedTo next: String?) -> JSON {
        .members([
            "range": .string(range.name), "taken": .integer(Int64(taken)),
            "orbits": .integer(Int64(range.span.count)), "overflow_to": next.map { .string($0) },
        ])
    }

    private static func json(_ party: Party) -> JSON? {
        guard party != Party() else { return nil }
        return .members(["uri": party.uri.map { .string($0) }, "name": party.name.map { .string($0) }])
    }
}
