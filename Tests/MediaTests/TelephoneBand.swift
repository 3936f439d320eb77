// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// 300 to 3400 Hz: two Butterworth sections of second order (RBJ's formulas), one at each edge.
enum TelephoneBand {
    static func heard(_ samples: [Float], sampleRate: Double) -> [Float] {
        let treble = filtered(samples, at: 300 / sampleRate, high: true)
        return filtered(treble, at: 3400 / sampleRate, high: false)
    }

    private static func filtered(_ samples: [Float], at frequency: Double, high: Bool) -> [Float] {
        let angle = 2 * Double.pi * frequency
        let alpha = sin(angle) / 2.0.squareRoot()
        let scale = 1 + alpha
        let edge = (high ? 1 + cos(angle) : 1 - cos(angle)) / 2 / scale
        let middle = (high ? -2 : 2) * edge
        let (back1, back2) = (-2 * cos(angle) / scale, (1 - alpha) / scale)
        var (in1, in2, out1, out2) = (0.0, 0.0, 0.0, 0.0)
        var result = samples
        result.withUnsafeMutableBufferPointer { samples in
            var index = 0
            while index < samples.count {
                let input = Double(samples[index])
                let output = edge * (input + in2) + middle * in1 - back1 * out1 - back2 * out2
                (in2, in1, out2, out1) = (in1, input, out1, output)
                samples[index] = Float(output)
                index += 1
            }
        }
        return result
    }
}
