// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes of a synthesiser's raw output a prompt: no silence around it, an even level, 16 kHz.
package enum Speech {
    package static let sampleRate = 16_000
    /// What is left before and after the words, in seconds.
    private static let margin = 0.05
    private static let target: Float = 0.1

    /// Nothing when there is no sound in it.
    package static func prepared(_ samples: [Float], sampleRate rate: Int) -> [Float]? {
        let resampled = SincResampler(from: rate, to: sampleRate).resample(samples)
        guard let words = trimmed(resampled) else { return nil }
        return levelled(words)
    }

    /// The level while somebody speaks: pauses, 25 dB under the loudest moment, do not count.
    package static func activeLevel(_ samples: [Float]) -> Float {
        let powers = framePowers(samples)
        let loudest = powers.max() ?? 0
        let active = powers.filter { $0 > loudest * 0.003 }
        guard !active.isEmpty else { return 0 }
        return (active.reduce(0, +) / Float(active.count)).squareRoot()
    }

    private static func framePowers(_ samples: [Float]) -> [Float] {
        let frame = sampleRate / 50
        return stride(from: 0, to: samples.count, by: frame).map { start in
            let part = samples[start..<min(start + frame, samples.count)]
            return part.reduce(0) { $0 + $1 * $1 } / Float(frame)
        }
    }

    private static func trimmed(_ samples: [Float]) -> [Float]? {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        guard peak > 0.001 else { return nil }
        let threshold = peak * 0.01
        guard let first = samples.firstIndex(where: { abs($0) > threshold }),
            let last = samples.lastIndex(where: { abs($0) > threshold })
        else { return nil }
        let margin = Int(Self.margin * Double(sampleRate))
        return Array(samples[max(0, first - margin)..<min(samples.count, last + margin)])
    }

    /// The limiter takes a little from loud syllables, so the gain is found in a few rounds.
    private static func levelled(_ samples: [Float]) -> [Float] {
        var gain = target / activeLevel(samples)
        for _ in 0..<4 {
            gain *= target / activeLevel(samples.map { Limiter.limited($0 * gain) })
        }
        return samples.map { Limiter.limited($0 * gain) }
    }
}
