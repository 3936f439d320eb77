// SPDX-License-Identifier: GPL-3.0-or-later
/// Spoils good input in the ways that break parsers.
package struct Mutator: Sendable {
    private var random: SplitMix

    package init(seed: UInt64) {
        random = SplitMix(seed)
    }

    /// One of the seeds with up to six changes: bits, bytes, cuts, repeats, and pieces of other seeds.
    package mutating func next(from seeds: [[UInt8]]) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            guard !bytes.isEmpty else {
                bytes = [random.next()]
                continue
            }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = random.next()
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: bytes[place...].prefix(16), at: place)
            case 4: bytes.remove(at: place)
            case 5:
                bytes.insert(
                    [0, 9, 10, 13, 34, 39, 58, 91, 123, 255].randomElement(using: &random)!, at: place)
            default:
                bytes.insert(contentsOf: (seeds.randomElement(using: &random) ?? []).prefix(24), at: place)
            }
        }
        return bytes
    }
}
