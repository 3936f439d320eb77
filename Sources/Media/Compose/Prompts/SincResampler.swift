// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// Changes the rate of a short sound with a windowed sinc, to the same samples on every machine.
///
/// Which lets anybody who has the same espeak-ng make the committed prompts again, whatever their soxr.
struct SincResampler {
    private let ratio: Double
    /// Just below the lower of the two Nyquist frequencies, as a part of the input's rate.
    private let cutoff: Double
    private let halfWidth: Int

    init(from input: Int, to output: Int) {
        ratio = Double(input) / Double(output)
        cutoff = 0.93 * min(1, 1 / ratio)
        halfWidth = Int((32 * max(1, ratio)).rounded(.up))
    }

    func resample(_ samples: [Float]) -> [Float] {
        if ratio == 1 { return samples }
        return (0..<Int(Double(samples.count) / ratio)).map { index in
            let centre = Double(index) * ratio
            let middle = Int(centre)
            var sum = 0.0
            for place in max(0, middle - halfWidth + 1)..<min(samples.count, middle + halfWidth + 1) {
                sum += Double(samples[place]) * weight(Double(place) - centre)
            }
            return Float(sum)
        }
    }

    private func weight(_ distance: Double) -> Double {
        let edge = distance / Double(halfWidth)
        guard abs(edge) < 1 else { return 0 }
        let window = 0.42 + 0.5 * cos(.pi * edge) + 0.08 * cos(2 * .pi * edge)
        let angle = .pi * distance * cutoff
        return cutoff * window * (abs(angle) < 1e-9 ? 1 : sin(angle) / angle)
    }
}
