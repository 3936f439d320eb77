// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Rig
import Testing

/// One side of a call, played by sipp from a file of `Scenarios`, whose `{words}` are filled in.
///
/// The file holds what must be answered; sipp leaves with 0 when all of it came true.
final class SIPScenario {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Scenarios").path
    static let sipp = "/usr/bin/sipp"
    static let isPlayable = FileManager.default.isExecutableFile(atPath: sipp)
    static let whyNot: Comment = "sipp is not installed: ./dev test installs sip-tester"

    /// What the files say where a test does not care; `headers` are whole lines.
    private static let ordinary = [
        "user": "park", "parameters": "", "headers": "Subject: an ordinary call", "reason": "OK",
        "contact": "Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>",
        "formats": "0 8 101", "pause": "100", "media": "9",
    ]

    private let program: Program
    private let scratch: ScratchDirectory
    private let name: String

    /// Starts it against a server.
    init(
        _ name: String, on server: SIPServer, by transport: SIPServer.Transport = .udp,
        _ words: [String: String] = [:], arguments: [String] = ["-m", "1"]
    ) throws {
        self.name = name
        scratch = try ScratchDirectory()
        var text = String(decoding: try Files.read("\(Self.folder)/\(name).xml"), as: UTF8.self)
        for (word, value) in Self.ordinary.merging(words, uniquingKeysWith: { $1 }) {
            text = text.replacing("{\(word)}", with: value)
        }
        try #require(text.firstMatch(of: /\{[a-z]+\}/) == nil, "\(name): a word is not filled in")
        try Files.writeDurably(Array(text.utf8), to: scratch.path + "/scenario.xml")
        let address = try server.address(transport)
        let own = address.address.family == .v4 ? "127.0.0.1" : "::1"
        let port = try Self.freePort()
        program = try Program(
            ["\(address)", "-sf", scratch.path + "/scenario.xml", "-i", own, "-p", "\(port)"]
                + ["-t", transport == .udp ? "u1" : "t1", "-nostdin", "-timeout", "20s", "-timeout_error"]
                + ["-recv_timeout", "8000", "-trace_err", "-error_file", scratch.path + "/errors"]
                + arguments,
            environment: ["TERM": "dumb"], executable: Self.sipp)
    }

    /// One below those that the kernel gives to others, which it may do before sipp has it.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 20_000...32_000)
            if (try? Telephone(port: port)) != nil { return port }
        }
        throw SystemError("bind: no free port", code: 98)
    }

    /// Plays it to its end.
    static func play(
        _ name: String, on server: SIPServer, by transport: SIPServer.Transport = .udp,
        _ words: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try SIPScenario(name, on: server, by: transport, words).expectSuccess(sourceLocation: sourceLocation)
    }

    /// Waits for its end, which must be a good one.
    func expectSuccess(
        within limit: Duration = .seconds(21), sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let status = try program.waitForExit(within: limit)
        #expect(status == 0, "\(name): \(complaint)", sourceLocation: sourceLocation)
    }

    private var complaint: String {
        let errors = (try? Files.read(scratch.path + "/errors")) ?? Array(program.complaint.utf8)
        return String(decoding: errors, as: UTF8.self)
    }
}
