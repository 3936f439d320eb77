// SPDX-License-Identifier: GPL-3.0-or-later

extension Piece {
    /// A light bossa for marimba, vibraphone, bass and brushes. C major, 32 bars, A A′ B A.
    static let morningTram = Piece(
        name: "morning-tram", title: "Morning Tram",
        score: Score(
            beatsPerMinute: 114, beats: 128, breath: 16,
            parts: [
                Part(Mallet.marimba, MorningTram.riffs, gain: 0.68, reverb: 0.3),
                Part(Mallet.vibraphone, MorningTram.song, gain: 0.46, reverb: 0.35),
                Part(
                    Mallet.vibraphone, MorningTram.chords.played(MorningTram.comping, bar: 4), gain: 0.22,
                    reverb: 0.35),
                Part(Bass(), MorningTram.chords.played(MorningTram.bass, bar: 4), gain: 0.36, reverb: 0.06),
                Part(Brush(), MorningTram.brushes, gain: 1.9, reverb: 0.15),
            ]),
        seed: 0x3C_5D, gain: 0.683)
}

private enum MorningTram {
    static let chords = verse(end: home) + verse(end: away) + bridge + verse(end: away)

    private static let second = Chord("D3 A2", "C4 D4 F4 A4", 4)
    private static let fifth = Chord("G2 D3", "B3 D4 F4 A4", 4)
    private static let tonic = Chord("C3 G2", "B3 D4 E4 G4", 4)
    private static let alteredSixth = Chord("A2 E3", "Bb3 C#4 E4 G4", 4)

    private static func verse(end: [Chord]) -> [Chord] {
        [
            second, fifth, second, fifth, tonic, Chord("A2 E3", "A3 C4 E4 G4", 4), second.lasting(2),
            fifth.lasting(2),
        ] + end
    }

    private static let home = [Chord("C3 G2", "A3 D4 E4 G4", 4)]
    private static let away = [Chord("C3 G2", "A3 D4 E4 G4", 2), alteredSixth.lasting(2)]

    private static let bridge = [
        Chord("F2 C3", "A3 C4 E4 G4", 4), Chord("Bb2 F2", "Ab3 C4 D4 G4", 4),
        Chord("E3 B2", "G3 B3 D4 E4", 4),
        alteredSixth, second, fifth, tonic, Chord("E3 Bb2", "Bb3 D4 E4 G4", 2), alteredSixth.lasting(2),
    ]

    private static let tune =
        Phrase(first, bar: 4) + Phrase(repeated, bar: 4) + Phrase(middle, bar: 4, velocity: 0.75)
        + Phrase(last, bar: 4)

    /// The marimba has the verses, the vibraphone the bridge and a shadow of the last verse.
    static let riffs = tune.notes.filter { !(64..<96).contains($0.start) }
    static let song =
        tune.notes.filter { (64..<96).contains($0.start) }
        + tune.notes.filter { $0.start >= 96 }.map { note in
            var note = note
            note.velocity *= 0.45
            return note
        }

    private static let first = """
        r:0.5 A4:0.5 C5:0.5 E5:1 D5:0.5 C5:1 | B4:1.5 A4:0.5 r:0.5 G4:0.5 A4:1 |
        r:0.5 A4:0.5 C5:0.5 E5:1 F5:0.5 E5:1 | D5:1.5 B4:0.5 r:1 G4:0.5 B4:0.5 |
        E5:1 G5:0.5 E5:1 D5:0.5 B4:1 | C5:1.5 B4:0.5 r:0.5 A4:0.5 G4:1 |
        A4:0.5 C5:0.5 F5:1 E5:0.5 D5:0.5 B4:1 | C5:1.5 G4:0.5 A4:1.5 r:0.5
        """
    private static let repeated = """
        r:0.5 A4:0.5 C5:0.5 E5:1 G5:0.5 E5:1 | D5:1.5 B4:0.5 r:0.5 A4:0.5 B4:1 |
        r:0.5 D5:0.5 F5:0.5 A5:1 G5:0.5 F5:1 | E5:1.5 D5:0.5 r:0.5 B4:0.5 D5:1 |
        E5:1 G5:0.5 B5:1 A5:0.5 G5:1 | E5:1.5 C5:0.5 r:0.5 B4:0.5 A4:1 |
        F5:0.5 E5:0.5 D5:1 C5:0.5 B4:0.5 D5:1 | C5:2 r:0.5 Bb4:0.5 C#5:1
        """
    private static let middle = """
        E5:2 G5:1 A5:1 | G5:1.5 F5:0.5 D5:2 | B4:1 D5:1 E5:1 G5:1 | G5:1.5 E5:0.5 C#5:1 Bb4:1 |
        A4:1 C5:1 E5:1.5 F5:0.5 | E5:1.5 D5:0.5 B4:2 | G4:1 B4:1 D5:1.5 E5:0.5 | D5:1 Bb4:1 C#5:1 E5:1
        """
    private static let last = """
        r:0.5 A4:0.5 C5:0.5 E5:1 D5:0.5 C5:1 | B4:1.5 A4:0.5 r:0.5 G4:0.5 A4:1 |
        r:0.5 A4:0.5 C5:0.5 E5:1 F5:0.5 E5:1 | D5:1.5 B4:0.5 r:0.5 B4:0.5 D5:1 |
        E5:1 G5:0.5 B5:1 A5:0.5 G5:1 | E5:1.5 C5:0.5 r:0.5 B4:0.5 G4:1 |
        A4:0.5 C5:0.5 F5:1 E5:0.5 D5:0.5 B4:1 | C5:1.5 r:0.5 G4:0.5 Bb4:0.5 C#5:1
        """

    static let comping: [[Strike]] = [
        [Strike(0, 1.4, .all, 0.56), Strike(1.5, 0.9, .all, 0.46), Strike(3, 0.9, .top(3), 0.46)],
        [Strike(0.5, 0.9, .top(3), 0.46), Strike(2, 1, .all, 0.52), Strike(3.5, 0.6, .all, 0.46)],
    ]
    static let bass: [[Strike]] = [
        [
            Strike(0, 1.4, .bass(0), 0.75), Strike(1.5, 0.5, .bass(1), 0.55), Strike(2, 1.4, .bass(1), 0.7),
            Strike(3.5, 0.5, .bass(0), 0.55),
        ]
    ]

    /// Even eighths with the weight on two and four, and a sweep through the bar.
    static let brushes: [Note] = (0..<32).flatMap { bar in
        (0..<8).map { eighth in
            let backbeat = eighth % 4 == 2
            let velocity = backbeat ? 0.8 : eighth % 2 == 0 ? 0.4 : 0.5
            return Note(
                start: Double(bar * 4) + Double(eighth) / 2, length: backbeat ? 0.3 : 0.14,
                pitch: Pitch(backbeat ? "G6" : "D7"), velocity: velocity)
        } + [Note(start: Double(bar * 4), length: 1.9, pitch: Pitch("A6"), velocity: 0.22)]
    }
}
