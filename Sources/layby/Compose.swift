// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
internal import Media
internal import Platform

enum ComposeCommand {
    static let command = Command(
        "compose",
        options: [
            Command.Option(name: "--to", value: "DIR", meaning: "the folder of sounds; media unless told"),
            Command.Option(name: "--prompts", value: nil, meaning: "speak the prompts too, with espeak-ng"),
        ],
        "Plays the built-in hold music into files again"
    ) { invocation throws(CommandFailure) in
        let directory = invocation["--to"] ?? "media"
        guard !directory.isEmpty else { throw .usage("--to needs the name of a folder") }
        do {
            // First what may fail for want of a program, so that a failure leaves the rest as it was.
            if invocation.has("--prompts") { try writePrompts(to: directory, invocation.output) }
            try writePieces(to: directory, invocation.output)
            let manifest = try SoundManifest.text(of: directory)
            try Files.writeDurably(manifest.utf8, to: directory + "/" + SoundManifest.fileName)
        } catch let error as CommandFailure {
            throw error
        } catch let error as SoundFileError {
            throw .failed(error.reason)
        } catch {
            throw .failed("\(error)")
        }
    }

    private static func writePieces(to directory: String, _ output: Output) throws {
        try Files.makeDirectory(directory + "/hold")
        for piece in Piece.all {
            let bytes = try SoundFileWriter.encode(piece.render(), .flac, sampleRate: Piece.sampleRate)
            let path = "\(directory)/hold/\(piece.name).flac"
            try Files.writeDurably(bytes, to: path)
            output.print("\(path)  “\(piece.title)”, \(Int(piece.seconds.rounded())) s, \(bytes.count) bytes")
        }
    }

    private static func writePrompts(to directory: String, _ output: Output) throws {
        let program = SpeechProgram(name: "espeak-ng")
        for language in Language.allCases {
            let folder = "\(directory)/prompts/\(language.rawValue)"
            try Files.makeDirectory(folder)
            for prompt in Prompt.allCases {
                let samples = try speech(of: prompt, in: language, by: program, scratch: folder + "/.raw.wav")
                let bytes = try SoundFileWriter.encode(samples, .flac, sampleRate: Speech.sampleRate)
                try Files.writeDurably(bytes, to: "\(folder)/\(prompt.rawValue).flac")
            }
            output.print("\(folder)  \(Prompt.allCases.count) prompts")
        }
    }

    private static func speech(
        of prompt: Prompt, in language: Language, by program: SpeechProgram, scratch: String
    ) throws -> [Float] {
        defer { unlink(scratch) }
        do throws(SpeechProgram.Failure) {
            try program.speak(language.words(for: prompt), voice: language.voice, to: scratch)
        } catch .missing {
            throw CommandFailure.failed(
                "there is no espeak-ng: install espeak-ng (apt-get install espeak-ng)")
        } catch {
            throw CommandFailure.failed(
                "espeak-ng could not speak \(language.rawValue)/\(prompt.rawValue): \(error.reason)"
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
            throw CommandFailure.failed(
                "espeak-ng said nothing for \(language.rawValue)/\(prompt.rawValue): are its voices installed?"
            )
        }
        return samples
    }
}
