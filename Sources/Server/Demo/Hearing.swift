// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// What was heard, compared with what should have been.
package struct Hearing: Hashable, Sendable {
    /// Root mean square in decibels below full scale.
    package let level: Double
    /// From −1 to 1; 1 is the very same sound.
    package let correlation: Double
    /// Where in the reference the listener came in.
    package let offset: Int

    /// How many samples are enough to find the place by.
    private static let probe = 400

    /// Finds the place in a looped reference where `heard` begins, and compares from there to the end.
    package init(_ heard: [Int16], against reference: [Int16]) {
        level = Self.level(of: heard)
        guard heard.count >= Self.probe, reference.count >= Self.probe else {
            correlation = 0
            offset = 0
            return
        }
        let start = Self.loudest(heard)
        let probe = heard[start..<start + Self.probe].map(Float.init)
        let loop = (reference + reference[..<Self.probe]).map(Float.init)
        let place =
            Self.firstEqual(heard[start..<start + Self.probe], in: reference)
            ?? Self.bestMatch(of: probe, in: loop, count: reference.count)
        let begin = ((place - start) % reference.count + reference.count) % reference.count
        offset = begin
        correlation = Self.correlation(heard, reference, from: begin)
    }

    package static func level(of samples: [Int16]) -> Double {
        guard !samples.isEmpty else { return -.infinity }
        let power = samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)
        return 10 * log10(max(power, 1e-9) / (32_768 * 32_768))
    }

    /// The start of the probe with the most energy: silence matches anything.
    private static func loudest(_ samples: [Int16]) -> Int {
        let starts = stride(from: 0, through: samples.count - probe, by: probe)
        return starts.max { energy(samples, $0) < energy(samples, $1) } ?? 0
    }

    private static func energy(_ samples: [Int16], _ start: Int) -> Double {
        samples[start..<start + probe].reduce(0.0) { $0 + Double($1) * Double($1) }
    }

    /// Where the very same samples are, which is quicker to see than where similar ones are.
    private static func firstEqual(_ probe: ArraySlice<Int16>, in reference: [Int16]) -> Int? {
        let head = probe[probe.startIndex]
        return (0...reference.count - probe.count).first { place in
            reference[place] == head && reference[place..<place + probe.count].elementsEqual(probe)
        }
    }

    private static func bestMatch(of probe: [Float], in loop: [Float], count: Int) -> Int {
        var best = (place: 0, score: -Float.infinity)
        probe.withUnsafeBufferPointer { probe in
            loop.withUnsafeBufferPointer { loop in
                for place in 0..<count {
                    var dot: Float = 0
                    var energy: Float = 1
                    for index in 0..<probe.count {
                        dot += probe[index] * loop[place + index]
                        energy += loop[place + index] * loop[place + index]
                    }
                    let score = dot / energy.squareRoot()
                    if score > best.score { best = (place, score) }
                }
            }
        }
        return best.place
    }

    private static func correlation(_ heard: [Int16], _ reference: [Int16], from start: Int) -> Double {
        var dot = 0.0
        var ours = 0.0
        var theirs = 0.0
        for (index, sample) in heard.enumerated() {
            let other = Double(reference[(start + index) % reference.count])
            dot += Double(sample) * other
            ours += Double(sample) * Double(sample)
            theirs += other * other
        }
        return ours > 0 && theirs > 0 ? dot / (ours * theirs).squareRoot() : 0
    }
}
