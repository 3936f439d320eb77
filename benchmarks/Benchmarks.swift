// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation

@main
struct Benchmarks {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first ?? "media" {
        case "media":
            FanOut.run(streams: arguments.dropFirst().compactMap { Int($0) })
        case "sip":
            try SIPBench.run()
        case "fuzz":
            try SIPFuzz.run(Array(arguments.dropFirst()))
        case "--check":
            try Counts.check()
        default:
            print("usage: ./dev bench [media [STREAMS…] | sip | --check]; ./dev fuzz sip [DATAGRAMS [SEED]]")
            exit(2)
        }
    }
}
