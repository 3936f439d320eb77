// SPDX-License-Identifier: GPL-3.0-or-later

/// A soft upright bass whose second to fifth harmonics carry the pitch where a telephone cuts the rest.
struct Bass: Instrument {
    private static let release = 0.09

    func seconds(of tone: Tone) -> Double { tone.held + Self.release }

    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>) {
        let partials: [(amplitude: Double, decay: Double)] = [
            (0.35, 2.4), (0.5, 2.0), (0.42, 1.5), (0.26, 1.0), (0.15, 0.7), (0.06, 0.4),
        ]
        for (index, partial) in partials.enumerated() {
            Partial(
                frequency: tone.frequency * Double(index + 1), amplitude: partial.amplitude * tone.velocity,
                decay: partial.decay, phase: Double(index)
            ).add(to: samples)
        }
        Envelope.shape(samples, attack: 0.008, release: Self.release)
    }
}
