// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Rig

/// `layby serve` as a child process, on ports of its own.
final class ServerProcess {
    /// Beyond the kernel's own choice of ports and the product's default, where other tests are at work.
    static let ports = "61000-65535"

    let program: Program
    let data: String
    let address: SocketAddress
    /// What it printed before `Ready`.
    let greeting: [String]

    /// Where SIP is served by UDP, such as `127.0.0.1:5060`.
    var sip: String {
        let line = greeting.first { $0.hasPrefix("SIP on udp:") } ?? ""
        return String(line.dropFirst("SIP on udp:".count).prefix { $0 != "," })
    }

    var url: String { "http://\(address)" }
    var tokenFile: String { data + "/admin-token" }

    /// Returns when the server says that it is ready to be asked.
    init(
        data: String, _ settings: [String] = [], ranges: String = "{name: main, first: 700, last: 719}"
    ) throws {
        self.data = data
        program = try Program(Self.words(data: data, ["ranges=[\(ranges)]"] + settings))
        var greeting: [String] = []
        let deadline = SystemClock.now + .seconds(20)
        while let line = try program.readLine(until: deadline), line != "Ready" { greeting.append(line) }
        let prefix = "HTTP at http://"
        let line = greeting.first { $0.hasPrefix(prefix) }?.dropFirst(prefix.count)
        guard let line, let address = SocketAddress(line.prefix { $0 != " " }.dropLast()) else {
            throw Program.Failure.silent(complaint: program.complaint)
        }
        self.address = address
        self.greeting = greeting
    }

    /// What to type for a server on this directory; the last setting of a key wins.
    static func words(data: String, _ settings: [String] = []) -> [String] {
        let all =
            [
                "data=\(data)", "http.listen=127.0.0.1:0", "sip.listen=[udp:127.0.0.1:0, tcp:127.0.0.1:0]",
                "rtp.ports=\(ports)",
            ] + settings
        return ["serve"] + all.flatMap { ["--set", $0] }
    }

    var token: String {
        get throws {
            String(decoding: try Files.read(tokenFile), as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// A connection for the admin.
    func api() throws -> API {
        API(try HTTPClient(address), token: try token)
    }

    func stop() throws -> Int32 {
        program.signal(SIGTERM)
        return try program.waitForExit()
    }

    /// Ends it without a warning.
    func crash() throws {
        program.signal(SIGKILL)
        _ = try program.waitForExit()
    }
}
