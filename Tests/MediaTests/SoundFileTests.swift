// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media
import Testing

@Suite struct `A sound file` {
    private let tone: [Float] = (0..<4000).map { 0.5 * sin(Float($0) * 0.17) }

    private func temporaryPath(_ suffix: String) -> String {
        NSTemporaryDirectory() + UUID().uuidString + suffix
    }

    private func readAll(_ file: consuming SoundFile, by step: Int = 700) throws -> [Float] {
        var file = file
        var samples: [Float] = []
        while true {
            let next = try file.readMono(upTo: step)
            if next.isEmpty { return samples }
            samples += next
        }
    }

    @Test(arguments: SoundFileWriter.Format.allCases)
    func `written to disk comes back within half a step`(format: SoundFileWriter.Format) throws {
        let path = temporaryPath(".sound")
        defer { try? FileManager.default.removeItem(atPath: path) }
        var writer = try SoundFileWriter(path: path, format, sampleRate: 16_000)
        try writer.write(Array(tone[..<1234]))
        try writer.write(Array(tone[1234...]))
        try writer.finish()

        let file = try SoundFile(path: path)
        #expect(file.sampleRate == 16_000)
        #expect(file.channels == 1)
        #expect(file.frames == tone.count)
        #expect(file.formatName.contains(format == .flac ? "FLAC" : "WAV"))
        let back = try readAll(file)
        #expect(back.count == tone.count)
        #expect(zip(back, tone).allSatisfy { abs($0 - $1) <= 0.5 / 32_768 })
    }

    @Test(arguments: SoundFileWriter.Format.allCases)
    func `has the same samples in memory as on disk`(format: SoundFileWriter.Format) throws {
        let bytes = try SoundFileWriter.encode(tone, format, sampleRate: 8000)
        let path = temporaryPath(".sound")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let fromMemory = try readAll(SoundFile(bytes: bytes))
        #expect(fromMemory.count == tone.count)
        #expect(try readAll(SoundFile(path: path)) == fromMemory)
        let inPlace = try bytes.withUnsafeBytes { try readAll(SoundFile(immortal: $0)) }
        #expect(inPlace == fromMemory)
    }

    @Test func `clips what is too loud and silences what is no number`() throws {
        let bytes = try SoundFileWriter.encode([2, -2, .nan, .infinity, 0.5], .wav, sampleRate: 8000)
        #expect(try readAll(SoundFile(bytes: bytes)) == [32_767 / 32_768, -1, 0, 0, 0.5])
    }

    @Test func `keeps whole numbers as they are`() throws {
        let path = temporaryPath(".wav")
        defer { try? FileManager.default.removeItem(atPath: path) }
        let samples: [Int16] = [0, 1, -1, .max, .min, 12_345]
        var writer = try SoundFileWriter(path: path, .wav, sampleRate: 8000)
        try writer.write(samples)
        try writer.finish()
        #expect(try readAll(SoundFile(path: path)) == samples.map { Float($0) / 32_768 })
    }

    @Test func `averages its channels, and not-a-number becomes silence`() throws {
        let left: [Float] = [0.5, -1, .nan, 0.25]
        let right: [Float] = [0.25, 1, 0, 0.25]
        let bytes = FloatWAV.bytes(channels: [left, right], sampleRate: 44_100)
        let file = try SoundFile(bytes: bytes)
        #expect(file.channels == 2)
        #expect(file.sampleRate == 44_100)
        #expect(try readAll(file, by: 3) == [0.375, 0, 0, 0.25])
    }

    @Test func `keeps its channels apart in a plain read`() throws {
        var file = try SoundFile(
            bytes: FloatWAV.bytes(channels: [[0.5, 0.25], [-0.5, -0.25]], sampleRate: 8000))
        var buffer = [Float](repeating: 9, count: 7)
        let frames = try buffer.withUnsafeMutableBufferPointer { try file.read(into: $0) }
        #expect(frames == 2)
        #expect(buffer == [0.5, -0.5, 0.25, -0.25, 9, 9, 9])
        #expect(try buffer.withUnsafeMutableBufferPointer { try file.read(into: $0) } == 0)
    }

    @Test func `with dither differs by no more than a step and a half, and is the same each time`() throws {
        let plain = try readAll(SoundFile(bytes: SoundFileWriter.encode(tone, .wav, sampleRate: 8000)))
        let dithered = try SoundFileWriter.encode(tone, .wav, sampleRate: 8000, dither: true)
        let again = try SoundFileWriter.encode(tone, .wav, sampleRate: 8000, dither: true)
        #expect(dithered == again)
        let samples = try readAll(SoundFile(bytes: dithered))
        #expect(samples != plain)
        #expect(zip(samples, tone).allSatisfy { abs($0 - $1) <= 1.5 / 32_768 })
    }
}
