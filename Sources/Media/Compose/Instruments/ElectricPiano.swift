// SPDX-License-Identifier: GPL-3.0-or-later

/// Tines: a round fundamental, harmonics that fade sooner the harder they were struck, a short bell.
struct ElectricPiano: Instrument {
    private static let release = 0.18

    func seconds(of tone: Tone) -> Double { tone.held + Self.release }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        let bright = 0.4 + 0.9 * tone.velocity
        let long = 5.5 * (330 / tone.frequency).squareRoot()
        let partials: [(ratio: Double, amplitude: Double, decay: Double)] = [
            (1, 0.62, long), (1.0012, 0.2, long * 0.8), (2, 0.34 * bright, long * 0.55),
            (3, 0.24 * bright, long * 0.4), (4.01, 0.15 * bright, long * 0.26),
            (6.03, 0.07 * bright, long * 0.12),
            (8.04, 0.08 * bright, 0.3),
        ]
        for (index, partial) in partials.enumerated() {
            Partial(
                frequency: tone.frequency * partial.ratio, amplitude: partial.amplitude * tone.velocity,
                decay: partial.decay, phase: Double(index) * 0.7
            ).add(to: samples)
        }
        Envelope.shape(samples, attack: 0.004, release: Self.release)
    }
}
