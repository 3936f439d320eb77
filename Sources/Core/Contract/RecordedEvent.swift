// SPDX-License-Identifier: GPL-3.0-or-later
/// Something that happened, written in the same transaction as the change it tells of.
package struct RecordedEvent: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case callParked = "call.parked", callRinging = "call.ringing", callRetrieved = "call.retrieved"
        case callRingback = "call.ringback", callFallback = "call.fallback", callAbandoned = "call.abandoned"
        case callDisconnected = "call.disconnected", callReleased = "call.released", callLost = "call.lost"
        case rangeFull = "range.full", rangeWarning = "range.warning"
        case configChanged = "config.changed"

        /// The event that tells how a call ended.
        package init(_ outcome: Outcome) {
            self =
                switch outcome {
                case .retrieved: .callRetrieved
                case .ringback: .callRingback
                case .fallback: .callFallback
                case .abandoned: .callAbandoned
                case .disconnected: .callDisconnected
                case .released: .callReleased
                case .lost: .callLost
                }
        }
    }

    /// The place in the one order of all events; grows without gaps that matter to a reader.
    package var sequence: Int64
    package var kind: Kind
    /// What it happened to: an orbit's number, or the name of a range.
    package var subject: String
    package var time: WallTime
    package var data: JSON

    package init(sequence: Int64, kind: Kind, subject: String, time: WallTime, data: JSON) {
        self.sequence = sequence
        self.kind = kind
        self.subject = subject
        self.time = time
        self.data = data
    }
}
