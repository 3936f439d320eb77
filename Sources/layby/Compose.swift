// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
import Media
import Platform

/// `layby compose`: plays the built-in music into files again, and with `--prompts` speaks the prompts.
enum Compose {
    private static let usage = "usage: layby compose [--to DIR] [--prompts]\n"

    private struct Failure: Error {
        let sentence: String
    }

    static func run(_ arguments: [String]) -> Int32 {
        var directory = "media"
        var prompts = false
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--prompts" {
                prompts = true
            } else if argument == "--to", let value = rest.popFirst(), !value.isEmpty {
                directory = value
            } else {
                say(usage)
                return 2
            }
        }
        do {
            // First what may fail for want of a program, so that a failure leaves the rest as it was.
            if prompts { try writePrompts(to: directory) }
            try writePieces(to: directory)
            let manifest = try SoundManifest.text(of: directory)
            try Files.writeDurably(manifest.utf8, to: directory + "/" + SoundManifest.fileName)
            return 0
        } catch let error as Failure {
            say("layby compose: \(error.sentence)\n")
        } catch let error as SoundFileError {
            say("layby compose: \(error.reason)\n")
        } catch {
            say("layby compose: \(error)\n")
        }
        return 1
    }

    private static func writePieces(to directory: String) throws {
        try Files.makeDirectory(directory + "/hold")
        for piece in Piece.all {
            let bytes = try SoundFileWriter.encode(piece.render(), .flac, sampleRate: Piece.sampleRate)
            let path = "\(directory)/hold/\(piece.name).flac"
            try Files.writeDurably(bytes, to: path)
            print("\(path)  “\(piece.title)”, \(Int(piece.seconds.rounded())) s, \(bytes.count) bytes")
        }
    }

    private static func writePrompts(to directory: String) throws {
        let program = SpeechProgram(name: "espeak-ng")
        for language in Language.allCases {
            let folder = "\(directory)/prompts/\(language.rawValue)"
            try Files.makeDirectory(folder)
            for prompt in Prompt.allCases {
                let samples = try speech(of: prompt, in: language, by: program, scratch: folder + "/.raw.wav")
                let bytes = try SoundFileWriter.encode(samples, .flac, sampleRate: Speech.sampleRate)
                try Files.writeDurably(bytes, to: "\(folder)/\(prompt.rawValue).flac")
            }
            print("\(folder)  \(Prompt.allCases.count) prompts")
        }
    }

    private static func speech(
        of prompt: Prompt, in language: Language, by program: SpeechProgram, scratch: String
    ) throws -> [Float] {
        defer { unlink(scratch) }
        do throws(SpeechProgram.Failure) {
            try program.speak(language.words(for: prompt), voice: language.voice, to: scratch)
        } catch .missing {
            throw Failure(sentence: "there is no espeak-ng: install espeak-ng (apt-get install espeak-ng)")
        } catch {
            throw Failure(
                sentence: "espeak-ng could not speak \(language.rawValue)/\(prompt.rawValue): \(error.reason)"
            )
        }
        var file = try SoundFile(path: scratch)
        var raw: [Float] = []
        while true {
            let next = try file.readMono(upTo: 65_536)
            if next.isEmpty { break }
            raw += next
        }
        guard let samples = Speech.prepared(raw, sampleRate: file.sampleRate) else {
            throw Failure(
                sentence:
                    "espeak-ng said nothing for \(language.rawValue)/\(prompt.rawValue): are its voices installed?"
            )
        }
        return samples
    }

    private static func say(_ text: String) {
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    }
}
