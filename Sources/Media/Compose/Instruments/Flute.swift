// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A voice that sings: few harmonics, and a vibrato that comes in once the note stands.
struct Flute: Instrument {
    private static let release = 0.14

    func seconds(of tone: Tone) -> Double { tone.held + Self.release }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        guard let output = samples.baseAddress else { return }
        let step = 2 * Double.pi * tone.frequency / Tone.sampleRate
        let vibratoStep = 2 * Double.pi * 5.1 / Tone.sampleRate
        let onset = 0.45 * Tone.sampleRate
        let second = 0.32 + 0.2 * tone.velocity
        let third = 0.2 * tone.velocity
        var phase = 0.0
        var index = 0
        let count = samples.count
        while index < count {
            let time = Double(index)
            let depth = time < onset ? time / onset : 1
            let vibrato = depth * depth * sin(vibratoStep * time)
            phase += step * (1 + 0.0045 * vibrato)
            let sine = sin(phase)
            let twice = 2 * cos(phase)
            let double = sine * twice
            let triple = double * twice - sine
            let fourth = triple * twice - double
            let value = sine * 0.75 + double * second * 0.6 + triple * third + fourth * third * 0.4
            output[index] += Float(value * tone.velocity * (1 + 0.12 * vibrato))
            index += 1
        }
        Envelope.shape(samples, attack: 0.06, release: Self.release)
    }
}
