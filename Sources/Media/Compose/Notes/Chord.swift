// SPDX-License-Identifier: GPL-3.0-or-later

/// A harmony as it lies under the hands: what the bass may play, and the voices above, low to high.
struct Chord: Sendable {
    let bass: [Pitch]
    let voices: [Pitch]
    let beats: Double

    /// `Chord("D3 A2", "F3 A3 C4 E4", 4)`; the second bass note is the one to alternate with.
    init(_ bass: String, _ voices: String, _ beats: Double) {
        self.bass = bass.split(separator: " ").map(Pitch.init)
        self.voices = voices.split(separator: " ").map(Pitch.init)
        self.beats = beats
    }

    /// The same harmony for another time.
    func lasting(_ beats: Double) -> Chord {
        Chord(bass: bass, voices: voices, beats: beats)
    }

    private init(bass: [Pitch], voices: [Pitch], beats: Double) {
        self.bass = bass
        self.voices = voices
        self.beats = beats
    }
}
