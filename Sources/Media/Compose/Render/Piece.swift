// SPDX-License-Identifier: GPL-3.0-or-later

/// A piece of hold music that was written for Layby and is played by it.
package struct Piece: Sendable {
    package static let sampleRate = Int(Tone.sampleRate)
    package static let all = [lamplight, paperBoats, morningTram]

    /// As files are called.
    package let name: String
    package let title: String
    let score: Score
    let seed: UInt64
    /// Brings the whole piece to −20 dBFS RMS. A constant, so that its beginning can be rendered alone.
    let gain: Float

    package var seconds: Double { score.seconds }

    /// One turn of the loop, or only its beginning; mono, `sampleRate` hertz.
    package func render(seconds: Double? = nil) -> [Float] {
        let wanted = max(0, min(seconds ?? score.seconds, score.seconds))
        let samples = Renderer(score: score, seed: seed).play(Int((wanted * Tone.sampleRate).rounded()))
        return samples.map { Limiter.limited($0 * gain) }
    }
}
