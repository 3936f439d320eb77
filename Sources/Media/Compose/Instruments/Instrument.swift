// SPDX-License-Identifier: GPL-3.0-or-later

/// A way of turning a tone into samples; the same tone always sounds the same.
protocol Instrument: Sendable {
    /// From the attack until nothing is left.
    func seconds(of tone: Tone) -> Double

    /// Adds the tone to silence.
    func play(_ tone: Tone, into samples: UnsafeMutableBufferPointer<Float>)
}
