// SPDX-License-Identifier: GPL-3.0-or-later

/// A tune written as text: `A4:1.5 C5:0.5 E5:2 | r:4`, each pitch (or rest) with its length in beats.
struct Phrase: Sendable {
    let notes: [Note]
    let beats: Double

    /// A bar line where the beats do not add up is a slip of the pen, and traps.
    init(_ text: String, bar: Double, velocity: Double = 0.7) {
        var notes: [Note] = []
        var now = 0.0
        for (index, measure) in text.split(separator: "|").enumerated() {
            for token in measure.split(whereSeparator: \.isWhitespace) {
                let halves = token.split(separator: ":")
                guard halves.count == 2, let length = Double(halves[1]) else {
                    preconditionFailure("“\(token)” is neither a note nor a rest")
                }
                if halves[0] != "r" {
                    notes.append(
                        Note(start: now, length: length, pitch: Pitch(halves[0]), velocity: velocity))
                }
                now += length
            }
            precondition(now == bar * Double(index + 1), "bar \(index + 1) ends at beat \(now)")
        }
        self.notes = notes
        beats = now
    }

    private init(notes: [Note], beats: Double) {
        self.notes = notes
        self.beats = beats
    }

    /// One after the other.
    static func + (first: Phrase, second: Phrase) -> Phrase {
        let later = second.notes.map { note in
            var note = note
            note.start += first.beats
            return note
        }
        return Phrase(notes: first.notes + later, beats: first.beats + second.beats)
    }
}
