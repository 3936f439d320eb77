// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media
import Platform
import Testing

@Suite struct `The folder of sounds` {
    private func manifest() throws -> [(hash: String, path: String)] {
        let text = String(
            decoding: try Files.read(MediaFolder.path + "/" + SoundManifest.fileName), as: UTF8.self)
        return try text.split(separator: "\n").map { line in
            let match = try #require(line.wholeMatch(of: /([0-9a-f]{64})  ([a-z0-9\/-]+\.flac)/), "\(line)")
            return (String(match.1), String(match.2))
        }
    }

    @Test func `holds what its manifest says, byte for byte`() throws {
        for (hash, path) in try manifest() {
            let bytes = try Files.read(MediaFolder.path + "/" + path)
            #expect(hexadecimal(SHA256.digest(bytes)) == hash, "\(path)")
        }
    }

    @Test func `has no sound that its manifest lacks, and lacks none that it lists`() throws {
        let listed = try manifest().map(\.path)
        #expect(listed == listed.sorted())
        #expect(listed == (try MediaFolder.sounds()))
        #expect(listed.count == Piece.all.count + Language.allCases.count * Prompt.allCases.count)
    }

    @Test func `gives the same manifest when it is made again`() throws {
        let written = try Files.read(MediaFolder.path + "/" + SoundManifest.fileName)
        #expect(try SoundManifest.text(of: MediaFolder.path) == String(decoding: written, as: UTF8.self))
    }

    @Test func `has no manifest for a folder that is not there`() {
        #expect(throws: SystemError.self) { try SoundManifest.text(of: "/nonexistent") }
    }

    @Test func `stays under eight mebibytes, and no file above 2.9`() throws {
        let sizes = try MediaFolder.sounds().map { try Files.read(MediaFolder.path + "/" + $0).count }
        #expect(sizes.reduce(0, +) < 8 << 20)
        #expect(sizes.allSatisfy { $0 < 2_900_000 })
    }

    @Test(arguments: Language.allCases) func `has every prompt in each language, and no other`(
        language: Language
    ) throws {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: "\(MediaFolder.path)/prompts/\(language.rawValue)")
        #expect(names.sorted() == Prompt.allCases.map { $0.rawValue + ".flac" }.sorted())
    }

    @Test(arguments: Language.allCases) func `has prompts that speak at one level and waste no time`(
        language: Language
    ) throws {
        for prompt in Prompt.allCases {
            let path = "prompts/\(language.rawValue)/\(prompt.rawValue).flac"
            let file = try SoundFile(path: MediaFolder.path + "/" + path)
            #expect(file.sampleRate == Speech.sampleRate)
            #expect(file.channels == 1)
            let samples = try MediaFolder.samples(path)
            #expect((3200..<Speech.sampleRate * 6).contains(samples.count), "\(path)")
            #expect(abs(MediaFolder.decibels(Speech.activeLevel(samples)) + 20) < 0.5, "\(path)")
            let peak = MediaFolder.peak(samples)
            #expect(MediaFolder.decibels(peak) < -3, "\(path)")
            let first = try #require(samples.firstIndex { abs($0) > peak * 0.02 })
            let last = try #require(samples.lastIndex { abs($0) > peak * 0.02 })
            #expect(first < Speech.sampleRate / 10, "\(path)")
            #expect(samples.count - last < Speech.sampleRate / 10, "\(path)")
        }
    }

    @Test func `says something different for each prompt in each language`() {
        for language in Language.allCases {
            let words = Prompt.allCases.map { language.words(for: $0) }
            #expect(Set(words).count == words.count)
            #expect(words.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") })
        }
    }
}
