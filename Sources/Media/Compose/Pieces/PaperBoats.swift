// SPDX-License-Identifier: GPL-3.0-or-later

extension Piece {
    /// A waltz for two plucked strings. D major, 32 bars of three, A A′ B A″.
    static let paperBoats = Piece(
        name: "paper-boats", title: "Paper Boats",
        score: Score(
            beatsPerMinute: 88, beats: 96, breath: 12,
            parts: [
                Part(Plucked(ring: 2.6, damping: 0.25), PaperBoats.melody.notes, gain: 0.72, reverb: 0.45),
                Part(
                    Plucked(ring: 2.2, damping: 0.4), PaperBoats.chords.played(PaperBoats.figures, bar: 3),
                    gain: 0.34, reverb: 0.3),
                Part(
                    Pad(), PaperBoats.chords.played([[Strike(0, 3, .top(3), 0.6)]], bar: 3), gain: 0.06,
                    reverb: 0.5),
                Part(Bass(), PaperBoats.chords.played(PaperBoats.bass, bar: 3), gain: 0.2, reverb: 0.1),
            ]),
        seed: 0x2B_4C, gain: 1.402)
}

private enum PaperBoats {
    static let chords = opening + answer + middle + close

    private static let tonic = Chord("D3", "F#3 A3 D4 F#4", 3)
    private static let overThird = Chord("F#2", "F#3 A3 D4 A4", 3)
    private static let subdominant = Chord("G2", "G3 B3 D4 A4", 3)
    private static let dominant = Chord("A2", "E3 A3 C#4 E4", 3)
    private static let dominantSeventh = Chord("A2", "G3 A3 C#4 E4", 3)
    private static let minor = Chord("B2", "F#3 B3 D4 F#4", 3)
    private static let second = Chord("E3", "G3 B3 D4 E4", 3)

    private static let opening = [
        tonic, subdominant, tonic, dominant, minor, Chord("F#2", "F#3 A3 C#4 F#4", 3), subdominant,
        dominantSeventh,
    ]
    private static let answer = [
        tonic, subdominant, overThird, Chord("C#3", "E3 A3 C#4 E4", 3), minor, second, dominantSeventh, tonic,
    ]
    private static let middle = [
        minor, Chord("A2", "F#3 A3 C#4 F#4", 3), Chord("G2", "G3 B3 D4 G4", 3), overThird, second, minor,
        Chord("G#2", "G#3 B3 D4 E4", 3), dominantSeventh,
    ]
    private static let close = [
        tonic, subdominant, overThird, dominant, minor, second, dominantSeventh,
        tonic.lasting(2), dominantSeventh.lasting(1),
    ]

    static let melody =
        Phrase(openingTune, bar: 3) + Phrase(answerTune, bar: 3) + Phrase(middleTune, bar: 3)
        + Phrase(closingTune, bar: 3)

    private static let openingTune = """
        F#5:2 E5:1 | D5:2 B4:1 | A4:1 D5:1 E5:1 | E5:2 C#5:1 |
        D5:1 F#5:1.5 G5:0.5 | F#5:0.5 E5:0.5 C#5:1 A4:1 | B4:1 D5:1 G5:1 | F#5:1 E5:2
        """
    private static let answerTune = """
        F#5:1.5 G5:0.5 A5:1 | B5:1 A5:1 G5:1 | A5:2 F#5:1 | E5:2 C#5:1 |
        D5:1 F#5:1 B5:1 | G5:2 E5:1 | G5:0.5 F#5:0.5 E5:1 C#5:1 | D5:2 A4:1
        """
    private static let middleTune = """
        B4:1 D5:1 F#5:1 | E5:1.5 D5:0.5 C#5:1 | B4:1 D5:1 G5:1 | F#5:1.5 E5:0.5 D5:1 |
        G5:1 F#5:1 E5:1 | F#5:1 D5:1 B4:1 | G#4:1 B4:1 E5:1 | C#5:1 E5:1 G5:1
        """
    private static let closingTune = """
        F#5:2 E5:1 | D5:2 B4:1 | A4:1 D5:1 F#5:1 | E5:1.5 F#5:0.5 E5:1 |
        D5:1 F#5:1 B5:1 | G5:1 F#5:0.5 E5:0.5 B4:1 | E5:1 D5:1 C#5:1 | D5:2 E5:1
        """

    static let figures: [[Strike]] = [
        [
            Strike(0, 1.5, .voice(0), 0.62), Strike(0.5, 1.5, .voice(1), 0.46),
            Strike(1, 1.5, .voice(2), 0.52),
            Strike(1.5, 1.5, .voice(3), 0.5), Strike(2, 1, .voice(2), 0.48), Strike(2.5, 1, .voice(1), 0.42),
        ],
        [
            Strike(0, 1.5, .voice(0), 0.62), Strike(0.5, 1.5, .voice(2), 0.46),
            Strike(1, 1.5, .voice(1), 0.48),
            Strike(1.5, 1.5, .voice(3), 0.52), Strike(2, 1, .voice(1), 0.46), Strike(2.5, 1, .voice(2), 0.44),
        ],
    ]
    static let bass: [[Strike]] = [[Strike(0, 2.6, .bass(0), 0.7)]]
}
