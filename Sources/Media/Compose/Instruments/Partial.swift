// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// One sine that may die away, made by a recursion of two multiplications a sample.
struct Partial {
    let frequency: Double
    let amplitude: Double
    /// Seconds until it is 60 dB down; it stays when there is none.
    var decay: Double?
    var phase = 0.0

    /// What the telephone and the sample rate cannot carry is left out.
    static let highest = 7500.0

    func add(to samples: UnsafeMutableBufferPointer<Float>) {
        guard frequency < Self.highest, let output = samples.baseAddress else { return }
        let step = 2 * Double.pi * frequency / Tone.sampleRate
        let loss = decay.map { pow(10, -3 / ($0 * Tone.sampleRate)) } ?? 1
        let first = 2 * loss * cos(step)
        let second = -loss * loss
        var before = amplitude * sin(phase - step) / loss
        var now = amplitude * sin(phase)
        var index = 0
        let count = samples.count
        while index < count {
            output[index] += Float(now)
            let next = first * now + second * before
            before = now
            now = next
            index += 1
        }
    }
}
