// SPDX-License-Identifier: GPL-3.0-or-later

extension Piece {
    /// A slow song for electric piano, strings and flute. F major, 32 bars, A A′ B A.
    static let lamplight = Piece(
        name: "lamplight", title: "Lamplight",
        score: Score(
            beatsPerMinute: 96, beats: 128, breath: 16,
            parts: [
                Part(Flute(), Lamplight.melody.notes, gain: 0.36, reverb: 0.4),
                Part(ElectricPiano(), Lamplight.chords.played(Lamplight.comping, bar: 4), gain: 0.3),
                Part(Pad(), Lamplight.chords.played(Lamplight.carpet, bar: 4), gain: 0.13, reverb: 0.5),
                Part(Bass(), Lamplight.chords.played(Lamplight.bass, bar: 4), gain: 0.42, reverb: 0.08),
            ]),
        seed: 0x1A_3B, gain: 0.489)
}

private enum Lamplight {
    static let chords = verse(turn: home) + verse(turn: toBridge) + bridge + verse(turn: home)

    /// I vi ii V, iii vi ii V: the top voice moves by step or stays.
    private static func verse(turn: [Chord]) -> [Chord] {
        [
            Chord("F2", "A3 C4 E4 G4", 4), Chord("D3", "A3 C4 D4 F4", 4), Chord("G2", "Bb3 D4 F4 G4", 4),
            Chord("C3", "Bb3 D4 E4 G4", 4), Chord("A2", "G3 C4 E4 A4", 4), Chord("D3", "F3 C4 D4 A4", 4),
            Chord("G2", "F3 Bb3 D4 G4", 2), Chord("C3", "E3 Bb3 C4 G4", 2),
        ] + turn
    }

    private static let home = [Chord("F2", "F3 A3 D4 G4", 2), Chord("C3", "F3 Bb3 D4 G4", 2)]
    private static let toBridge = [Chord("F2", "F3 A3 D4 G4", 2), Chord("F2", "Eb3 A3 D4 G4", 2)]

    private static let bridge = [
        Chord("Bb2", "D3 A3 C4 F4", 4), Chord("Bb2", "Db3 G3 C4 F4", 4), Chord("A2", "C3 G3 C4 E4", 4),
        Chord("D3", "C4 E4 F#4 A4", 4), Chord("G2", "Bb3 D4 F4 G4", 4), Chord("Eb3", "Bb3 Db4 F4 G4", 4),
        Chord("A2", "G3 C4 E4 G4", 2), Chord("D3", "F#3 C4 Eb4 A4", 2), Chord("G2", "F3 Bb3 D4 A4", 2),
        Chord("C3", "E3 Bb3 D4 G4", 2),
    ]

    static let melody =
        Phrase(first, bar: 4) + Phrase(second, bar: 4) + Phrase(middle, bar: 4) + Phrase(last, bar: 4)

    private static let first = """
        A4:1.5 C5:0.5 E5:2 | D5:1 C5:0.5 A4:0.5 F4:2 | Bb4:1.5 D5:0.5 F5:2 | E5:1 D5:0.5 Bb4:0.5 G4:2 |
        C5:1.5 E5:0.5 G5:2 | F5:1 E5:0.5 C5:0.5 A4:2 | Bb4:1 D5:1 C5:1 Bb4:0.5 G4:0.5 | A4:3 r:1
        """
    private static let second = """
        A4:1 C5:1 E5:1.5 F5:0.5 | D5:1.5 C5:0.5 A4:2 | Bb4:1 D5:1 F5:1.5 G5:0.5 | E5:1.5 D5:0.5 Bb4:2 |
        C5:1 E5:1 G5:1.5 A5:0.5 | F5:1.5 E5:0.5 D5:1 C5:1 | Bb4:1 D5:1 E5:1 G5:1 | F5:3 r:1
        """
    private static let middle = """
        D5:2 F5:1 A5:1 | G5:2 F5:1 Db5:1 | C5:2 E5:1 G5:1 | F#5:2 E5:1 D5:1 |
        Bb4:1 D5:1 F5:1.5 A5:0.5 | G5:1.5 F5:0.5 Db5:2 | C5:1 E5:1 Eb5:1 F#5:1 | G5:1.5 F5:0.5 E5:1 C5:1
        """
    private static let last = """
        A4:1.5 C5:0.5 E5:2 | D5:1 C5:0.5 A4:0.5 F4:2 | Bb4:1.5 D5:0.5 F5:2 | E5:1 D5:0.5 Bb4:0.5 G4:2 |
        C5:1 E5:1 G5:1.5 A5:0.5 | F5:1 E5:0.5 C5:0.5 A4:2 | Bb4:1 D5:1 C5:1 E5:1 | F5:2 r:0.5 C5:0.5 G4:1
        """

    static let comping: [[Strike]] = [
        [
            Strike(0, 1.6, .all, 0.62), Strike(1.5, 0.5, .top(2), 0.4), Strike(2, 1.4, .top(3), 0.5),
            Strike(3.5, 0.5, .voice(1), 0.38),
        ],
        [
            Strike(0, 1.9, .all, 0.6), Strike(2, 1.4, .all, 0.46), Strike(3, 0.5, .voice(2), 0.36),
            Strike(3.5, 0.5, .voice(3), 0.42),
        ],
    ]
    static let carpet: [[Strike]] = [[Strike(0, 4, .all, 0.6), Strike(2, 2, .all, 0.45)]]
    static let bass: [[Strike]] = [
        [Strike(0, 1.5, .bass(0), 0.7), Strike(2, 1.5, .bass(0), 0.6), Strike(3.5, 0.5, .bass(0), 0.45)],
        [Strike(0, 1.9, .bass(0), 0.7), Strike(2, 1.9, .bass(0), 0.6)],
    ]
}
