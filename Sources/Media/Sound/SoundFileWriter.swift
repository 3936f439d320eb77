// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSndfile
internal import Glibc
import Platform

/// Writes mono sounds of 16 bits (`sf_open_fd`, `sf_open_virtual`, `sf_command`, `sf_writef_short`).
package struct SoundFileWriter: ~Copyable {
    package enum Format: CaseIterable, Sendable {
        case wav, flac

        fileprivate var code: Int32 {
            switch self {
            case .wav: Int32(SF_FORMAT_WAV | SF_FORMAT_PCM_16)
            case .flac: Int32(SF_FORMAT_FLAC | SF_FORMAT_PCM_16)
            }
        }
    }

    private var file: OpaquePointer?
    private let memory: SoundMemory?
    private var quantizer: Quantizer

    /// Replaces the file if there is one.
    package init(path: String, _ format: Format, sampleRate: Int, dither: Bool = false) throws(SoundFileError)
    {
        let descriptor: Int32
        do throws(SystemError) {
            descriptor = try check("open \(path)") {
                open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            }
        } catch {
            throw .system("\(error)")
        }
        var info = Self.mono(format, sampleRate)
        file = try SoundFile.opened { sf_open_fd(descriptor, Int32(SFM_WRITE), &info, 1) }
        memory = nil
        Self.packTightly(file)
        quantizer = Quantizer(dither: dither)
    }

    private init(_ memory: SoundMemory, _ format: Format, sampleRate: Int, dither: Bool)
        throws(SoundFileError)
    {
        var info = Self.mono(format, sampleRate)
        file = try SoundFile.opened { memory.open(Int32(SFM_WRITE), &info) }
        self.memory = memory
        Self.packTightly(file)
        quantizer = Quantizer(dither: dither)
    }

    /// Dropped without `finish`, a file is closed all the same, and its errors go unheard.
    deinit {
        if let file { sf_close(file) }
    }

    /// The bytes of a whole file, without a file.
    package static func encode(
        _ samples: [Float], _ format: Format, sampleRate: Int, dither: Bool = false
    ) throws(SoundFileError) -> [UInt8] {
        let memory = SoundMemory()
        var writer = try Self(memory, format, sampleRate: sampleRate, dither: dither)
        try writer.write(samples)
        try writer.finish()
        return memory.bytes
    }

    /// Rounds; what lies outside −1…1 is clipped.
    package mutating func write(_ samples: [Float]) throws(SoundFileError) {
        try write(quantizer.quantize(samples))
    }

    package mutating func write(_ samples: [Int16]) throws(SoundFileError) {
        guard sf_writef_short(file, samples, sf_count_t(samples.count)) == samples.count else {
            throw SoundFile.failure(of: file)
        }
    }

    /// Completes the header; until then the file is not valid.
    package consuming func finish() throws(SoundFileError) {
        let code = sf_close(file.take())
        guard code == 0 else { throw .system(String(cString: sf_error_number(code))) }
    }

    /// Sounds are written once and read often; formats without compression ignore it.
    private static func packTightly(_ file: OpaquePointer?) {
        var level = 1.0
        sf_command(file, Int32(SFC_SET_COMPRESSION_LEVEL), &level, Int32(MemoryLayout<Double>.size))
    }

    private static func mono(_ format: Format, _ sampleRate: Int) -> SF_INFO {
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate)
        info.channels = 1
        info.format = format.code
        return info
    }
}
