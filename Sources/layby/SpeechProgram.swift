// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
import Media
import Platform

/// Speaks with the program espeak-ng (`posix_spawnp`), which only those need who make the prompts again.
struct SpeechProgram {
    enum Failure: Error, Equatable {
        case missing
        /// With an exit status, a signal, or the reason it could not start.
        case failed(String)

        var reason: String {
            switch self {
            case .missing: "it is not installed"
            case .failed(let how): how
            }
        }
    }

    let name: String

    /// The raw sound of the words, as the voice speaks them into a file at the path.
    func speak(_ words: String, voice: Language.Voice, to path: String) throws(Failure) {
        let arguments = [name, "-b", "1", "-v", voice.name, "-s", "\(voice.speed)", "-w", path, words]
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        // An environment of its own: neither the locale nor a private voice directory changes the sound.
        var environment = [strdup("LC_ALL=C.UTF-8"), nil]
        defer { free(environment[0]) }
        var process: pid_t = 0
        switch posix_spawnp(&process, name, nil, nil, &pointers, &environment) {
        case 0: break
        case ENOENT: throw .missing
        case let code: throw .failed(String(cString: strerror(code)))
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 {
            guard errno == EINTR else { throw .failed(String(cString: strerror(errno))) }
        }
        let signal = status & 0x7F
        guard signal == 0 else { throw .failed("signal \(signal)") }
        guard status == 0 else { throw .failed("exit status \(status >> 8)") }
    }
}
