// SPDX-License-Identifier: GPL-3.0-or-later
/// A named range of orbits, as an admin sets it up.
package struct OrbitRange: Hashable, Sendable {
    /// How a free orbit is chosen.
    package enum Selection: String, CaseIterable, Sendable {
        case lowest, next, random, longestIdle = "longest_idle"
    }

    /// What happens to a call when every orbit is taken.
    package enum WhenFull: String, CaseIterable, Sendable {
        case overflow, hold, refuse
    }

    /// How a lamp shows a parked call (RFC 4235 dialog state).
    package enum Lamp: String, CaseIterable, Sendable {
        case confirmed, early
    }

    /// Orbits of one pool, over all of its ranges.
    package static let mostOrbitsInPool = 50_000

    package var name: String
    package var span: OrbitSpan
    package var pool = "main"
    package var programme = "default"
    package var selection = Selection.lowest
    /// How long a freed orbit rests before it is given out again unasked.
    package var reuseAfter = Duration.seconds(10)
    package var whenFull = WhenFull.hold
    package var overflowTo: String?
    package var lamp = Lamp.confirmed

    package init(name: String, span: OrbitSpan) {
        self.name = name
        self.span = span
    }

    /// Checks what no single setting shows: names, bounds, and settings that need each other.
    package func validate() throws(Refusal) {
        try requireName("name", name)
        try requireName("pool", pool)
        try requireName("programme", programme)
        guard (Duration.zero...(.seconds(86_400))).contains(reuseAfter) else {
            throw Refusal(.invalid, "reuse_after_s must be from 0 to 86400")
        }
        switch (whenFull, overflowTo) {
        case (.overflow, nil):
            throw Refusal(.invalid, "on_full is overflow: name the other range in overflow_to")
        case (.overflow, name):
            throw Refusal(.invalid, "overflow_to must name another range than '\(name)' itself")
        default: break
        }
    }
}

/// A range with what the store knows of it.
package struct StoredRange: Hashable, Sendable {
    package var range: OrbitRange
    /// Grows with every change; its text is the ETag.
    package var version: Int
    package var createdAt: WallTime

    package init(range: OrbitRange, version: Int, createdAt: WallTime) {
        self.range = range
        self.version = version
        self.createdAt = createdAt
    }

    package var etag: String { "\"\(version)\"" }
}

/// Names of ranges, pools and programmes: they stand in SIP URIs, paths and metrics.
package func requireName(_ field: String, _ name: String) throws(Refusal) {
    let allowed = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
    guard allowed, (1...64).contains(name.utf8.count) else {
        throw Refusal(.invalid, "\(field) '\(name)' must be 1 to 64 letters, digits, '-', '_' or '.'")
    }
}
