// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// Plays a score on a circle of time: what rings on at the end is heard at the beginning.
struct Renderer {
    /// So much of the end is played before the beginning, for tails and for the hall to fill.
    private static let lead = 3.0

    let score: Score
    let seed: UInt64

    /// The first samples of the piece, before it is levelled.
    func play(_ count: Int) -> [Float] {
        let lead = Int(Self.lead * Tone.sampleRate)
        var direct = [Float](repeating: 0, count: lead + count)
        var hall = direct
        let length = Int((score.seconds * Tone.sampleRate).rounded())
        for (number, part) in score.parts.enumerated() {
            for (index, note) in part.notes.enumerated() {
                var random = SeededRandom(seed: seed &+ UInt64(number) << 32 &+ UInt64(index))
                let (start, tone) = humanised(note, &random)
                let samples = Int(part.instrument.seconds(of: tone) * Tone.sampleRate)
                let places = [start - length, start].map { $0 + lead }
                guard places.contains(where: { $0 < direct.count && $0 + samples > 0 }) else { continue }
                var sound = [Float](repeating: 0, count: samples)
                sound.withUnsafeMutableBufferPointer { part.instrument.play(tone, into: $0) }
                for place in places {
                    Self.mix(sound, into: &direct, at: place, gain: Float(part.gain))
                    Self.mix(sound, into: &hall, at: place, gain: Float(part.gain * part.reverb))
                }
            }
        }
        let answer = Reverb.answer(to: hall)
        return Array(zip(direct, answer).lazy.map { $0 + $1 }[lead...])
    }

    /// Nobody plays like a clock: some milliseconds and some force off, and louder in mid-phrase.
    private func humanised(_ note: Note, _ random: inout SeededRandom) -> (start: Int, Tone) {
        let late = (random.unit() + random.unit() - 1) * 0.012
        let force = 1 + (random.unit() + random.unit() - 1) * 0.12
        let breath = sin(.pi * note.start.truncatingRemainder(dividingBy: score.breath) / score.breath)
        let beat = 60 / score.beatsPerMinute
        let start = Int((note.start * beat + late) * Tone.sampleRate)
        let tone = Tone(
            frequency: note.pitch.frequency, held: note.length * beat * 0.98,
            velocity: note.velocity * force * (0.92 + 0.12 * breath), seed: random.next())
        return (start, tone)
    }

    private static func mix(_ sound: [Float], into bus: inout [Float], at place: Int, gain: Float) {
        let first = max(0, -place)
        let last = min(sound.count, bus.count - place)
        guard first < last else { return }
        bus.withUnsafeMutableBufferPointer { bus in
            sound.withUnsafeBufferPointer { sound in
                var index = first
                while index < last {
                    bus[place + index] += gain * sound[index]
                    index += 1
                }
            }
        }
    }
}
