// SPDX-License-Identifier: GPL-3.0-or-later

/// A note as the instrument sees it: in hertz and seconds.
struct Tone: Sendable {
    static let sampleRate = 24_000.0

    let frequency: Double
    /// How long the key is held.
    let held: Double
    let velocity: Double
    let seed: UInt64
}
