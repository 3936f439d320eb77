// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Turns sound files into what a telephone plays: mono, 8 kHz, 16 bits.
package enum TrackPreparation {
    /// The rate of the narrowband codecs.
    package static let rate = 8000
    private static let chunk = 16_384

    package enum Failure: Error, Equatable, Sendable {
        case cancelled
        case unreadable(SoundFileError)
        /// The file is shorter than its header says.
        case truncated(expected: Int, found: Int)
    }

    /// Decodes and resamples one file; `progress` hears how many frames are done and says whether to go on.
    package static func narrowband(
        _ file: consuming SoundFile, progress: (Int) -> Bool
    ) throws(Failure) -> [Int16] {
        var resampler = Resampler(from: file.sampleRate, to: rate)
        var samples: [Float] = []
        var found = 0
        var isWanted = true
        do throws(SoundFileError) {
            while isWanted {
                let part = try file.readMono(upTo: chunk)
                if part.isEmpty { break }
                found += part.count
                samples += resampler.process(part)
                isWanted = progress(found)
            }
        } catch {
            throw .unreadable(error)
        }
        guard isWanted else { throw .cancelled }
        guard found == file.frames else { throw .truncated(expected: file.frames, found: found) }
        samples += resampler.finish()
        return samples.map { Int16(clamping: Int(($0 * 32_768).rounded())) }
    }
}
