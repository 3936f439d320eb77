// SPDX-License-Identifier: GPL-3.0-or-later

/// A piece on paper. Its end joins its beginning.
struct Score: Sendable {
    let beatsPerMinute: Double
    let beats: Double
    /// Over so many beats the playing swells a little and falls back.
    let breath: Double
    let parts: [Part]

    var seconds: Double { beats * 60 / beatsPerMinute }
}
