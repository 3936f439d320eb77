// SPDX-License-Identifier: GPL-3.0-or-later
/// Long work whose progress somebody may watch.
package struct Job: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        case queued, running, done, failed, cancelled

        package var isOver: Bool { self == .done || self == .failed || self == .cancelled }
    }

    package var id: JobID
    package var kind: String
    package var state: State
    /// How much is done, in the same unit as `total`.
    package var progress: Int64
    package var total: Int64
    package var result: JSON?
    package var problems: [String]
    package var createdAt: WallTime
    package var updatedAt: WallTime

    package init(id: JobID, kind: String, total: Int64, createdAt: WallTime) {
        self.id = id
        self.kind = kind
        state = .queued
        progress = 0
        self.total = total
        result = nil
        problems = []
        self.createdAt = createdAt
        updatedAt = createdAt
    }
}
