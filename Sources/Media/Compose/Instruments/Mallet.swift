// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A tuned bar under a mallet: the marimba of wood, the vibraphone of metal with its turning fans.
struct Mallet: Instrument {
    /// Overtones of a bar whose arch is cut so that the second lies two octaves up.
    private let partials: [(ratio: Double, amplitude: Double, decay: Double)]
    private let fans: Double
    private let ring: Double

    static let marimba = Mallet(
        partials: [(1, 0.8, 1.1), (2.01, 0.16, 0.5), (3.98, 0.3, 0.32), (9.2, 0.14, 0.09)], fans: 0, ring: 1.1
    )

    static let vibraphone = Mallet(
        partials: [(1, 0.7, 3.6), (1.0015, 0.12, 3), (3.99, 0.22, 1.3), (9.6, 0.07, 0.2)], fans: 0.16,
        ring: 0.5)

    /// A marimba is not damped; the vibraphone's pedal is, when the note ends.
    func seconds(of tone: Tone) -> Double { max(tone.held, fans == 0 ? ring : 0) + 0.3 }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        let scale = (440 / tone.frequency).squareRoot()
        for (index, partial) in partials.enumerated() {
            let hardness = index < 2 ? 1 : 0.5 + 0.7 * tone.velocity
            Partial(
                frequency: tone.frequency * partial.ratio,
                amplitude: partial.amplitude * hardness * tone.velocity, decay: partial.decay * scale,
                phase: Double(index)
            ).add(to: samples)
        }
        turnFans(over: samples, phase: Double(tone.seed % 628) / 100)
        Envelope.shape(samples, attack: 0.002, release: 0.28)
    }

    private func turnFans(over samples: UnsafeMutableBufferPointer<Float>, phase: Double) {
        guard fans > 0 else { return }
        let step = 2 * Double.pi * 4.6 / Tone.sampleRate
        var index = 0
        while index < samples.count {
            samples[index] *= Float(1 + fans * sin(phase + step * Double(index)))
            index += 1
        }
    }
}
