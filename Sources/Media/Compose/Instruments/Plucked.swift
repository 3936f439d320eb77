// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A plucked string after Karplus and Strong: a burst of noise goes round in a delay line that dulls it.
struct Plucked: Instrument {
    /// Seconds until a middle string has gone quiet.
    let ring: Double
    /// 0 dull … 0.5 loses its brightness at once.
    let damping: Double
    private static let release = 0.35

    /// A string rings on under the next ones.
    func seconds(of tone: Tone) -> Double { max(tone.held, 0.5) + Self.release }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        guard let output = samples.baseAddress else { return }
        let period = Tone.sampleRate / tone.frequency
        // The damping filter delays by its own weight; what is left below a sample goes to the all-pass.
        let length = Int(period - damping - 0.1)
        let fraction = period - damping - Double(length)
        let allPass = (1 - fraction) / (1 + fraction)
        let loss = pow(10, -3 * period / (ring * (440 / tone.frequency).squareRoot() * Tone.sampleRate))
        var line = Self.excitation(length, velocity: tone.velocity)
        var place = 0
        var last = 0.0
        var passedIn = 0.0
        var passedOut = 0.0
        line.withUnsafeMutableBufferPointer { buffer in
            let line = buffer.baseAddress!
            var index = 0
            let count = samples.count
            while index < count {
                let value = line[place]
                output[index] += Float(value * tone.velocity)
                let dulled = loss * ((1 - damping) * value + damping * last)
                last = value
                passedOut = allPass * (dulled - passedOut) + passedIn
                passedIn = dulled
                line[place] = passedOut
                place += 1
                if place == length { place = 0 }
                index += 1
            }
        }
        Envelope.shape(samples, attack: 0.0015, release: Self.release)
    }

    /// Noise without its mean, plucked at a fifth of the string, softer when played softly.
    ///
    /// A string has the same noise each time: an instrument's tone does not change from note to note.
    private static func excitation(_ length: Int, velocity: Double) -> [Double] {
        var random = SeededRandom(seed: UInt64(length))
        let white = (0..<length).map { _ in random.unit() - 0.5 }
        let pick = max(1, length / 5)
        var smooth = 0.0
        var smoother = 0.0
        let softness = 0.85 - 0.3 * velocity
        var burst = [Double](repeating: 0, count: length)
        for round in 0..<2 {
            for index in 0..<length {
                let plucked = white[index] - white[(index + length - pick) % length]
                smooth += (1 - softness) * (plucked - smooth)
                smoother += (1 - softness) * (smooth - smoother)
                if round == 1 { burst[index] = smoother }
            }
        }
        let mean = burst.reduce(0, +) / Double(length)
        let power = burst.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
        return burst.map { ($0 - mean) * 0.35 / power.squareRoot() }
    }
}
