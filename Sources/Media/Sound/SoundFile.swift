// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSndfile
internal import Glibc
import Platform

/// Reads a sound of any format that libsndfile knows (`sf_open_fd`, `sf_open_virtual`, `sf_readf_float`).
package struct SoundFile: ~Copyable {
    /// libsndfile keeps the reason of a failed opening in one global for the whole process.
    private static let opening = Guarded(false)

    private let file: OpaquePointer
    private let memory: SoundMemory?
    private var failure: SoundFileError?
    package let sampleRate: Int
    package let channels: Int
    /// How many the header promises; a broken file holds fewer.
    package let frames: Int
    /// For people, as libsndfile calls it: “FLAC (Free Lossless Audio Codec)”.
    package let formatName: String

    /// Opens the descriptor itself: `sf_open` takes `-` for standard input, believes the extension of a file
    /// where the content says nothing, and lets children inherit what it opened.
    package init(path: String) throws(SoundFileError) {
        let descriptor: Int32
        do throws(SystemError) {
            descriptor = try check("open \(path)") { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        } catch {
            throw .system("\(error)")
        }
        var info = SF_INFO()
        let file = try Self.opened { sf_open_fd(descriptor, Int32(SFM_READ), &info, 1) }
        try self.init(file, info, memory: nil)
    }

    /// Keeps the bytes for as long as it reads.
    package init(bytes: [UInt8]) throws(SoundFileError) {
        try self.init(SoundMemory(bytes))
    }

    /// Reads in place what lives as long as the program, such as the music inside it.
    package init(immortal bytes: UnsafeRawBufferPointer) throws(SoundFileError) {
        try self.init(SoundMemory(immortal: bytes))
    }

    private init(_ memory: SoundMemory) throws(SoundFileError) {
        var info = SF_INFO()
        let file = try Self.opened { memory.open(Int32(SFM_READ), &info) }
        try self.init(file, info, memory: memory)
    }

    private init(_ file: OpaquePointer, _ info: SF_INFO, memory: SoundMemory?) throws(SoundFileError) {
        guard info.samplerate > 0, info.channels > 0, info.frames >= 0 else {
            sf_close(file)
            throw .malformed("a header with \(info.samplerate) Hz and \(info.channels) channels")
        }
        self.file = file
        self.memory = memory
        sampleRate = Int(info.samplerate)
        channels = Int(info.channels)
        frames = Int(info.frames)
        formatName = Self.name(of: info.format)
    }

    deinit {
        sf_close(file)
    }

    /// Fills the buffer with interleaved samples; 0 means the end.
    ///
    /// - Returns: how many frames were read. What came before a damaged place is returned first; the damage
    ///   is thrown by the next call.
    package mutating func read(into buffer: UnsafeMutableBufferPointer<Float>) throws(SoundFileError) -> Int {
        if let failure { throw failure }
        let wanted = buffer.count / channels
        guard wanted > 0, let start = buffer.baseAddress else { return 0 }
        let count = Int(sf_readf_float(file, start, sf_count_t(wanted)))
        guard count < wanted, sf_error(file) != 0 else { return count }
        failure = Self.failure(of: file)
        if count == 0, let failure { throw failure }
        return count
    }

    /// The next frames, all channels averaged; empty at the end. A value that is no number becomes silence.
    package mutating func readMono(upTo frames: Int) throws(SoundFileError) -> [Float] {
        var samples = [Float](repeating: 0, count: frames * channels)
        let count = try samples.withUnsafeMutableBufferPointer { buffer throws(SoundFileError) in
            let count = try read(into: buffer)
            average(buffer, frames: count)
            return count
        }
        samples.removeLast(samples.count - count)
        return samples
    }

    /// In place: frame n is read at n × channels, never before what is written at n.
    private func average(_ samples: UnsafeMutableBufferPointer<Float>, frames: Int) {
        let scale = 1 / Float(channels)
        var place = 0
        var frame = 0
        while frame < frames {
            var sum: Float = 0
            let end = place + channels
            while place < end {
                sum += samples[place]
                place += 1
            }
            samples[frame] = sum.isFinite ? sum * scale : 0
            frame += 1
        }
    }

    static func opened(_ body: () -> OpaquePointer?) throws(SoundFileError) -> OpaquePointer {
        let result = opening.withLock { _ -> Result<Int, SoundFileError> in
            guard let file = body() else { return .failure(failure(of: nil)) }
            return .success(Int(bitPattern: file))
        }
        return OpaquePointer(bitPattern: try result.get())!
    }

    /// What went wrong last with this file, or with the last opening.
    static func failure(of file: OpaquePointer?) -> SoundFileError {
        let text = String(cString: sf_strerror(file))
        return switch Int(sf_error(file)) {
        case SF_ERR_UNRECOGNISED_FORMAT: .unrecognised(text)
        case SF_ERR_SYSTEM: .system(text)
        case SF_ERR_UNSUPPORTED_ENCODING: .unsupported(text)
        default: .malformed(text)
        }
    }

    private static func name(of format: Int32) -> String {
        var info = SF_FORMAT_INFO(format: format & Int32(SF_FORMAT_TYPEMASK), name: nil, extension: nil)
        let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
        guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &info, size) == 0, let name = info.name else {
            return "unknown"
        }
        return String(cString: name)
    }
}
