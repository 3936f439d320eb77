// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

/// The program: hands its words to the command table.
@main
struct Layby {
    static func main() {
        // A reader that goes away is seen as an error of write, not as a signal.
        signal(SIGPIPE, SIG_IGN)
        exit(
            Command.run(
                Array(CommandLine.arguments.dropFirst()), output: Output(),
                environment: ProcessInfo.processInfo.environment))
    }
}
