// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// Wire brushes on a snare drum: noise around two kilohertz that swells at once and thins out.
struct Brush: Instrument {
    func seconds(of tone: Tone) -> Double { tone.held + 0.05 }

    /// The pitch says where the noise has its middle; the length, whether it is a tap or a sweep.
    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        guard let output = samples.baseAddress else { return }
        var random = SeededRandom(seed: tone.seed)
        let tuning = 2 * sin(.pi * tone.frequency / Tone.sampleRate)
        let fade = pow(10, -2.2 / (tone.held * Tone.sampleRate))
        var level = tone.velocity * 0.5
        var low = 0.0
        var band = 0.0
        var soft = 0.0
        var index = 0
        let count = samples.count
        while index < count {
            // A state-variable filter; its band output is the brush.
            low += tuning * band
            band += tuning * (random.unit() - 0.5 - low - 0.9 * band)
            soft += 0.45 * (band - soft)
            output[index] += Float(soft * level)
            level *= fade
            index += 1
        }
        Envelope.shape(samples, attack: tone.held * 0.15, release: 0.05)
    }
}
