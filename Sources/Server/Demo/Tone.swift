// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// A steady sine, by which one telephone knows the other.
package struct Tone: Hashable, Sendable {
    package let hertz: Double
    private static let rate = 8000.0
    private static let amplitude = 8000.0

    package init(hertz: Double) {
        self.hertz = hertz
    }

    func samples(from start: Int, count: Int) -> [Int16] {
        (start..<start + count).map { Int16(Self.amplitude * sin(2 * .pi * hertz * Double($0) / Self.rate)) }
    }

    /// How much of a sound is this tone, from 0 to 1: its share of the power, by Goertzel's sum.
    package func share(of samples: [Int16]) -> Double {
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
        guard power > 0 else { return 0 }
        let step = 2 * Double.pi * hertz / Self.rate
        var sums = (real: 0.0, imaginary: 0.0)
        for (index, sample) in samples.enumerated() {
            sums.real += Double(sample) * cos(step * Double(index))
            sums.imaginary += Double(sample) * sin(step * Double(index))
        }
        let tone = (sums.real * sums.real + sums.imaginary * sums.imaginary) * 2 / Double(samples.count)
        return min(1, tone / power)
    }
}
