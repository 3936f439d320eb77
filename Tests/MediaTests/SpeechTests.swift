// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
@testable import Media
import Testing

@Suite struct `Spoken words` {
    private func tone(_ frequency: Float, amplitude: Float, seconds: Float, rate: Float = 22_050) -> [Float] {
        (0..<Int(seconds * rate)).map { amplitude * sin(2 * .pi * frequency * Float($0) / rate) }
    }

    @Test func `lose the silence around them and come to one level, however loud they were`() throws {
        let silence = [Float](repeating: 0, count: 22_050)
        for amplitude: Float in [0.01, 0.1, 0.9] {
            let raw = silence + tone(500, amplitude: amplitude, seconds: 0.6) + silence
            let words = try #require(Speech.prepared(raw, sampleRate: 22_050))
            #expect(abs(words.count - 11_200) < 100)
            #expect(abs(Speech.activeLevel(words) - 0.1) < 0.002)
        }
    }

    @Test func `keep their pauses, which do not count for the level`() throws {
        let word = tone(700, amplitude: 0.3, seconds: 0.4)
        let raw = word + [Float](repeating: 0, count: 11_025) + word
        let words = try #require(Speech.prepared(raw, sampleRate: 22_050))
        #expect(abs(words.count - 20_800) < 400)
        #expect(abs(Speech.activeLevel(words) - 0.1) < 0.002)
    }

    @Test func `that nobody spoke are nothing`() {
        #expect(Speech.prepared([], sampleRate: 22_050) == nil)
        #expect(Speech.prepared([Float](repeating: 0, count: 5000), sampleRate: 22_050) == nil)
        #expect(Speech.activeLevel([]) == 0)
    }

    @Test func `keep what fits under the new rate and lose what would fold back`() {
        let resampler = SincResampler(from: 22_050, to: 16_000)
        let kept = resampler.resample(tone(3000, amplitude: 0.5, seconds: 0.2))
        #expect(kept.count == 3200)
        #expect(abs(MediaFolder.level(kept[400..<2800]) - Float(0.125).squareRoot()) < 0.003)
        let folded = resampler.resample(tone(9000, amplitude: 0.5, seconds: 0.2))
        #expect(MediaFolder.level(folded[400..<2800]) < 0.0005)
        #expect(SincResampler(from: 16_000, to: 16_000).resample([1, 2]) == [1, 2])
    }

    @Test func `and music alike never pass the limiter's ceiling`() {
        #expect(Limiter.limited(0.3) == 0.3)
        #expect(Limiter.limited(-0.45) == -0.45)
        for value: Float in [0.5, 0.7, 1, 5, 1e6] {
            #expect(Limiter.limited(value) <= 0.66)
            #expect(Limiter.limited(-value) == -Limiter.limited(value))
            #expect(Limiter.limited(value) > Limiter.limited(value * 0.9) - 1e-6)
        }
    }
}
