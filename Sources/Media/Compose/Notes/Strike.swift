// SPDX-License-Identifier: GPL-3.0-or-later

/// One touch of an accompanying figure, to be filled with the notes of a chord.
struct Strike: Sendable {
    enum Choice: Sendable {
        case all
        /// The upper voices, this many.
        case top(Int)
        /// One voice, counted from below.
        case voice(Int)
        /// One of the bass notes; the first when the chord has no other.
        case bass(Int)
    }

    let at: Double
    let length: Double
    let choice: Choice
    let velocity: Double

    init(_ at: Double, _ length: Double, _ choice: Choice, _ velocity: Double) {
        self.at = at
        self.length = length
        self.choice = choice
        self.velocity = velocity
    }

    fileprivate func pitches(of chord: Chord) -> [Pitch] {
        switch choice {
        case .all: chord.voices
        case .top(let count): chord.voices.suffix(count)
        case .voice(let index): [chord.voices[index % chord.voices.count]]
        case .bass(let index): [chord.bass[min(index, chord.bass.count - 1)]]
        }
    }
}

extension [Chord] {
    var beats: Double { map(\.beats).reduce(0, +) }

    /// The chords one after the other in the rhythm of the figure, bar by bar; a strike belongs to the
    /// chord that sounds at its beat, and ends with it.
    func played(_ figures: [[Strike]], bar: Double) -> [Note] {
        var notes: [Note] = []
        var start = 0.0
        for chord in self {
            let end = start + chord.beats
            var measure = (start / bar).rounded(.down)
            while measure * bar < end {
                for strike in figures[Int(measure) % figures.count] {
                    let beat = measure * bar + strike.at
                    guard beat >= start, beat < end else { continue }
                    let length = Swift.min(strike.length, end - beat + 0.05)
                    notes += strike.pitches(of: chord).map {
                        Note(start: beat, length: length, pitch: $0, velocity: strike.velocity)
                    }
                }
                measure += 1
            }
            start = end
        }
        return notes
    }
}
