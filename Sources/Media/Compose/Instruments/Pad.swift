// SPDX-License-Identifier: GPL-3.0-or-later

/// Slow strings: each harmonic twice, slightly apart, so that the sound moves by itself.
struct Pad: Instrument {
    private static let release = 0.9

    func seconds(of tone: Tone) -> Double { tone.held + Self.release }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        var random = SeededRandom(seed: tone.seed)
        for harmonic in 1...5 {
            let amplitude = 0.3 * tone.velocity / Double(harmonic)
            for detune in [0.9982, 1.0021] {
                Partial(
                    frequency: tone.frequency * Double(harmonic) * detune, amplitude: amplitude,
                    phase: random.unit() * 2 * .pi
                ).add(to: samples)
            }
        }
        Envelope.shape(samples, attack: 0.45, release: Self.release)
    }
}
