// SPDX-License-Identifier: GPL-3.0-or-later

/// Turns −1…1 into 16 bits: rounded and clipped, with triangular dither of ±1 step if wanted; reading
/// divides by the same 32,768.
///
/// Dither is seeded alike every time, so that the same samples always make the same file.
package struct Quantizer: Sendable {
    private let dither: Bool
    private var random = SeededRandom(seed: 0x5EED)

    package init(dither: Bool = false) {
        self.dither = dither
    }

    package mutating func quantize(_ samples: [Float]) -> [Int16] {
        var result: [Int16] = []
        result.reserveCapacity(samples.count)
        for sample in samples {
            var value = sample.isFinite ? sample * 32_768 : 0
            if dither { value += Float(random.unit() - random.unit()) }
            result.append(Int16(max(-32_768, min(32_767, value.rounded()))))
        }
        return result
    }
}
