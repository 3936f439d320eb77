// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// A range with what the store needs to give out its orbits.
struct RangeRecord: Equatable {
    /// Grows with each range made; the order of creation.
    var id: Int64
    var stored: StoredRange
    /// Its orbits that hold a call, those it has given up not counted.
    var taken = 0
    /// What it chose last, for the rotating selection; an orbit asked for by number does not count.
    var lastGiven: OrbitNumber?
    /// Whether the present shortage has been told; the next orbit that comes free ends it.
    var isFullTold = false

    var range: OrbitRange { stored.range }

    /// Whether one more call takes the range from below four fifths to that or more.
    var isAboutToWarn: Bool {
        let most = range.span.count
        return taken * 5 < most * 4 && (taken + 1) * 5 >= most * 4
    }
}
