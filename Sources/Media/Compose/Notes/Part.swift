// SPDX-License-Identifier: GPL-3.0-or-later

/// What one player plays, how loud, and how far back in the room.
struct Part: Sendable {
    let instrument: any Instrument
    let notes: [Note]
    let gain: Double
    /// How much of it the room answers.
    let reverb: Double

    init(_ instrument: any Instrument, _ notes: [Note], gain: Double, reverb: Double = 0.25) {
        self.instrument = instrument
        self.notes = notes
        self.gain = gain
        self.reverb = reverb
    }
}
