// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A key of the keyboard, equally tempered around A4 = 440 Hz.
struct Pitch: Hashable, Sendable {
    /// As MIDI counts: 60 is C4.
    let number: Int

    /// “F#4”, “Bb3”.
    init(_ name: Substring) {
        let steps: [Character: Int] = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
        guard let letter = name.first, let step = steps[letter], let octave = name.last?.wholeNumberValue
        else {
            preconditionFailure("“\(name)” is no pitch")
        }
        let shift = name.dropFirst().dropLast().reduce(0) { $0 + ($1 == "#" ? 1 : -1) }
        number = 12 * (octave + 1) + step + shift
    }

    var frequency: Double { 440 * exp2(Double(number - 69) / 12) }
}
