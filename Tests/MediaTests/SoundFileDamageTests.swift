// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media
import Testing

@Suite struct `A damaged sound file` {
    private let noise: [Float] = {
        var random = SeededRandom(seed: 7)
        return (0..<40_000).map { _ in Float(random.unit() - 0.5) }
    }()

    @Test(arguments: [
        [], [0], Array("RIFF".utf8), Array("fLaC".utf8), Array("ID3".utf8),
        Array(repeating: 0x55, count: 50),
        Array("#!/bin/sh\necho no sound\n".utf8),
    ])
    func `that is garbage is refused`(bytes: [UInt8]) {
        #expect(throws: SoundFileError.self) { _ = try SoundFile(bytes: bytes) }
    }

    @Test func `that is no sound is refused for its content, whatever its name`() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString + ".vox"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(repeating: 0x41, count: 3000).write(to: URL(fileURLWithPath: path))
        do throws(SoundFileError) {
            _ = try SoundFile(path: path)
            Issue.record("opened")
        } catch {
            guard case .unrecognised(let reason) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test(arguments: ["/nonexistent/music.flac", "-", "/"])
    func `that is none is refused with the reason of the system`(path: String) {
        do throws(SoundFileError) {
            _ = try SoundFile(path: path)
            Issue.record("opened")
        } catch {
            #expect(!error.reason.isEmpty)
        }
    }

    @Test func `cannot be written where there is no directory`() {
        #expect(throws: SoundFileError.system("open /nonexistent/a.wav: No such file or directory")) {
            _ = try SoundFileWriter(path: "/nonexistent/a.wav", .wav, sampleRate: 8000)
        }
    }

    @Test(arguments: [0, -8000, Int.max])
    func `cannot be made with a senseless rate`(sampleRate: Int) {
        #expect(throws: SoundFileError.self) {
            _ = try SoundFileWriter.encode([0], .flac, sampleRate: sampleRate)
        }
    }

    @Test(arguments: SoundFileWriter.Format.allCases, [100, 5000, 40_000])
    func `that was cut short gives its beginning and no more`(format: SoundFileWriter.Format, kept: Int)
        throws
    {
        let whole = try SoundFileWriter.encode(noise, format, sampleRate: 8000)
        let (samples, _) = try read(Array(whole[..<kept]))
        #expect(samples.count < noise.count)
        #expect(zip(samples, noise).allSatisfy { abs($0 - $1) <= 0.5 / 32_768 })
        if kept == 40_000 { #expect(samples.count > 15_000) }
    }

    @Test func `with flipped bits never traps and never runs on for ever`() throws {
        let whole = try SoundFileWriter.encode(noise, .flac, sampleRate: 8000)
        var random = SeededRandom(seed: 11)
        for _ in 0..<200 {
            var broken = whole
            for _ in 0..<4 {
                let place = Int(random.next(upperBound: UInt64(broken.count)))
                broken[place] ^= UInt8(1 << random.next(upperBound: UInt64(8)))
            }
            guard let (samples, _) = try? read(broken) else { continue }
            #expect(samples.count <= noise.count + 65_536)
        }
    }

    /// All that can be read, and what stopped the reading, if not the end.
    private func read(_ bytes: [UInt8]) throws -> ([Float], SoundFileError?) {
        var file = try SoundFile(bytes: bytes)
        var samples: [Float] = []
        do throws(SoundFileError) {
            while samples.count < 1_000_000 {
                let next = try file.readMono(upTo: 1000)
                if next.isEmpty { break }
                samples += next
            }
        } catch {
            return (samples, error)
        }
        return (samples, nil)
    }
}
