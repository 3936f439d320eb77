// SPDX-License-Identifier: GPL-3.0-or-later
import Media
import Testing

@testable import layby

@Suite struct `The verb compose` {
    private func status(_ arguments: [String]) -> Int32 {
        Command.run(["compose"] + arguments, output: Output(isKept: true), environment: [:])
    }

    @Test(arguments: [["--to"], ["--to", ""], ["--what"], ["media"], ["--prompts", "--to"]])
    func `explains itself when it is called wrongly`(arguments: [String]) {
        #expect(status(arguments) == 2)
    }

    @Test func `fails where nothing can be written`() {
        #expect(status(["--to", "/proc/no-such-place"]) == 1)
    }

    @Test func `notices that the program that speaks is not installed`() {
        #expect(throws: SpeechProgram.Failure.missing) {
            try SpeechProgram(name: "no-such-program-here").speak(
                "One", voice: Language.english.voice, to: "/dev/null")
        }
    }

    @Test func `notices that the program that speaks has failed`() {
        #expect(throws: SpeechProgram.Failure.failed("exit status 1")) {
            try SpeechProgram(name: "false").speak(
                "One", voice: Language.english.voice, to: "/dev/null")
        }
    }
}
