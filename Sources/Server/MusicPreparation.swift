// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
package import Media

/// Decodes and encodes the music inside the program, as a job whose progress can be watched.
package enum MusicPreparation {
    package static let programme = "default"

    /// All built-in pieces, one behind the other.
    package static func builtIn(progress: (Int64) -> Bool) throws(JobFailure) -> Music {
        var samples: [Int16] = []
        var done: Int64 = 0
        for piece in BuiltInMusic.pieces {
            var last = 0
            do throws(TrackPreparation.Failure) {
                let file = try open(piece.bytes)
                samples += try TrackPreparation.narrowband(file) { frames in
                    last = frames
                    return progress(done + Int64(frames))
                }
            } catch {
                throw error == .cancelled ? .cancelled : .failed(["\(piece.name): \(error)"])
            }
            done += Int64(last)
        }
        return Music(name: programme, samples: samples)
    }

    /// How many frames there are to decode.
    package static func frames() throws(JobFailure) -> Int64 {
        var total: Int64 = 0
        for piece in BuiltInMusic.pieces {
            do throws(TrackPreparation.Failure) {
                total += Int64(try open(piece.bytes).frames)
            } catch {
                throw .failed(["\(piece.name): \(error)"])
            }
        }
        return total
    }

    private static func open(_ bytes: UnsafeRawBufferPointer) throws(TrackPreparation.Failure) -> SoundFile {
        do throws(SoundFileError) {
            return try SoundFile(immortal: bytes)
        } catch {
            throw .unreadable(error)
        }
    }
}
