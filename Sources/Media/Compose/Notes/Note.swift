// SPDX-License-Identifier: GPL-3.0-or-later

/// One key pressed and let go, in beats from the start of the piece.
struct Note: Hashable, Sendable {
    var start: Double
    var length: Double
    var pitch: Pitch
    /// 0…1: how hard.
    var velocity: Double
}
