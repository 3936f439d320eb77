// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A small hall: two all-passes, then four delay lines that feed each other through a Householder matrix.
struct Reverb {
    /// Seconds until the hall is 60 dB down.
    static let seconds = 1.5
    private static let diffusers = [113, 337]
    private static let lines = [887, 1087, 1373, 1601]

    /// What the hall answers to the sound, sample for sample.
    static func answer(to sound: [Float]) -> [Float] {
        var diffused = sound
        for length in diffusers { diffuse(&diffused, by: length) }
        return circulate(diffused)
    }

    private static func diffuse(_ samples: inout [Float], by length: Int) {
        var line = [Float](repeating: 0, count: length)
        var place = 0
        samples.withUnsafeMutableBufferPointer { samples in
            line.withUnsafeMutableBufferPointer { line in
                var index = 0
                while index < samples.count {
                    let delayed = line[place]
                    let fed = samples[index] + 0.6 * delayed
                    line[place] = fed
                    samples[index] = delayed - 0.6 * fed
                    place += 1
                    if place == length { place = 0 }
                    index += 1
                }
            }
        }
    }

    private static func circulate(_ sound: [Float]) -> [Float] {
        var (first, second) = (DelayLine(lines[0]), DelayLine(lines[1]))
        var (third, fourth) = (DelayLine(lines[2]), DelayLine(lines[3]))
        defer { [first, second, third, fourth].forEach { $0.memory.deallocate() } }
        var result = sound
        result.withUnsafeMutableBufferPointer { samples in
            var index = 0
            while index < samples.count {
                let (one, two) = (first.heard(), second.heard())
                let (three, four) = (third.heard(), fourth.heard())
                let fed = samples[index] - 0.5 * (one + two + three + four)
                first.feed(fed + one)
                second.feed(fed + two)
                third.feed(fed + three)
                fourth.feed(fed + four)
                samples[index] = 0.4 * (one - two + three - four)
                index += 1
            }
        }
        return result
    }

    /// A wall some way off, which swallows a part of the sound and more of its treble.
    private struct DelayLine {
        let memory: UnsafeMutablePointer<Float>
        private let size: Int
        private let gain: Float
        private var place = 0
        private var dulled: Float = 0

        init(_ size: Int) {
            self.size = size
            gain = Float(pow(10, -3 * Double(size) / (Reverb.seconds * Tone.sampleRate)))
            memory = .allocate(capacity: size)
            memory.initialize(repeating: 0, count: size)
        }

        mutating func heard() -> Float {
            dulled += 0.72 * (memory[place] * gain - dulled)
            return dulled
        }

        mutating func feed(_ value: Float) {
            memory[place] = value
            place += 1
            if place == size { place = 0 }
        }
    }
}
