// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// Rounds off both ends of a tone, so that nothing starts or stops with a click.
enum Envelope {
    static func shape(_ samples: UnsafeMutableBufferPointer<Float>, attack: Double, release: Double) {
        let count = samples.count
        let rise = min(count, Int(attack * Tone.sampleRate))
        var index = 0
        while index < rise {
            samples[index] *= Float(0.5 - 0.5 * cos(.pi * (Double(index) + 0.5) / Double(rise)))
            index += 1
        }
        let fall = min(count, Int(release * Tone.sampleRate))
        index = 0
        while index < fall {
            samples[count - 1 - index] *= Float(0.5 - 0.5 * cos(.pi * (Double(index) + 0.5) / Double(fall)))
            index += 1
        }
    }
}
