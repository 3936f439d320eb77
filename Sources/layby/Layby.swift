// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
@main
struct Layby {
    static func main() {
        if CommandLine.arguments.dropFirst().first == "compose" {
            exit(Compose.run(Array(CommandLine.arguments.dropFirst(2))))
        }
    }
}
