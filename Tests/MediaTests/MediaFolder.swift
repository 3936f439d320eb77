// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media

/// The sounds in the repository, beside the tests.
enum MediaFolder {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("media").path

    /// The paths of all FLAC files, relative to the folder.
    static func sounds() throws -> [String] {
        let all = try FileManager.default.subpathsOfDirectory(atPath: path)
        return all.filter { $0.hasSuffix(".flac") }.sorted()
    }

    static func samples(_ name: String, upTo frames: Int = .max) throws -> [Float] {
        var file = try SoundFile(path: path + "/" + name)
        return try file.readMono(upTo: min(frames, file.frames))
    }

    static func decibels(_ amplitude: Float) -> Float { 20 * log10(amplitude) }

    static func level(_ samples: ArraySlice<Float>) -> Float {
        samples.withUnsafeBufferPointer { samples in
            var sum: Float = 0
            var index = 0
            while index < samples.count {
                sum += samples[index] * samples[index]
                index += 1
            }
            return (sum / Float(max(1, samples.count))).squareRoot()
        }
    }

    static func peak(_ samples: [Float]) -> Float {
        samples.withUnsafeBufferPointer { samples in
            var peak: Float = 0
            var index = 0
            while index < samples.count {
                peak = max(peak, abs(samples[index]))
                index += 1
            }
            return peak
        }
    }
}
