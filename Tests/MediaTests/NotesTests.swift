// SPDX-License-Identifier: GPL-3.0-or-later
@testable import Media
import Testing

@Suite struct `Written notes` {
    @Test(arguments: [("A4", 69), ("C4", 60), ("F#5", 78), ("Bb3", 58), ("G#2", 44), ("Cb4", 59)])
    func `name a key`(name: String, number: Int) {
        #expect(Pitch(name[...]).number == number)
    }

    @Test func `are tuned to 440 hertz`() {
        #expect(Pitch("A4").frequency == 440)
        #expect(abs(Pitch("C5").frequency - 523.251) < 0.001)
    }

    @Test func `of a phrase follow each other, rests left out`() {
        let phrase = Phrase("A4:1 r:0.5 B4:1.5 | C5:3", bar: 3)
        #expect(phrase.beats == 6)
        #expect(phrase.notes.map(\.start) == [0, 1.5, 3])
        #expect(phrase.notes.map(\.length) == [1, 1.5, 3])
        let twice = phrase + phrase
        #expect(twice.beats == 12)
        #expect(twice.notes.map(\.start) == [0, 1.5, 3, 6, 7.5, 9])
    }

    @Test func `of a figure come from the chord that sounds at their beat`() {
        let chords = [Chord("C3 G2", "E4 G4", 2), Chord("F2", "F4 A4", 2)]
        let figure = [
            Strike(0, 4, .top(1), 0.5), Strike(1, 0.5, .bass(1), 0.5), Strike(2, 1, .all, 0.5),
            Strike(3, 1, .bass(1), 0.5),
        ]
        let notes = chords.played([figure], bar: 4)
        #expect(notes.map(\.pitch) == ["G4", "G2", "F4", "A4", "F2"].map { Pitch($0) })
        #expect(notes.map(\.start) == [0, 1, 2, 2, 3])
        #expect(notes[0].length < 2.1)
    }

    @Test func `of every piece fill its bars and lie where a telephone sings`() {
        for piece in Piece.all {
            let lead = piece.score.parts[0].notes
            #expect(lead.allSatisfy { (Pitch("F4").number...Pitch("C6").number).contains($0.pitch.number) })
            for part in piece.score.parts {
                #expect(part.notes.allSatisfy { (0..<piece.score.beats).contains($0.start) })
                #expect(part.notes.allSatisfy { $0.velocity > 0 && $0.velocity <= 1 && $0.length > 0 })
            }
        }
    }

    @Test func `at the end ring on in the beginning`() {
        let last = Note(start: 3.5, length: 2, pitch: Pitch("A4"), velocity: 0.8)
        let score = Score(
            beatsPerMinute: 60, beats: 4, breath: 4, parts: [Part(ElectricPiano(), [last], gain: 1)])
        let loop = Renderer(score: score, seed: 1).play(96_000)
        #expect(MediaFolder.level(loop[0..<12_000]) > 0.05)
        #expect(MediaFolder.level(loop[60_000..<82_000]) < 0.01)
        #expect(MediaFolder.level(loop[86_000..<96_000]) > 0.05)
    }
}
