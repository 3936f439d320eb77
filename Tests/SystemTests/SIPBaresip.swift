// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Glibc
import Media
import Platform
import Rig
import Server
import Testing

/// A telephone of the kind that people have, driven over its control connection; it answers by itself and speaks a tone.
final class SIPBaresip {
    static let baresip = "/usr/bin/baresip"
    static let isPlayable = FileManager.default.isExecutableFile(atPath: baresip)
    static let whyNot: Comment = "baresip is not installed: ./dev test installs baresip-core"

    let uri: String
    private let program: Program
    private let scratch: ScratchDirectory
    /// It takes commands from one connection at a time.
    private var connection: HTTPClient?

    /// Returns when it is ready.
    init(_ name: String) throws {
        scratch = try ScratchDirectory()
        let folder = scratch.path
        let sip = try Self.freePorts()
        let control = SocketAddress(IPAddress(v4: 0x7F00_0001), sip + 2)
        uri = "sip:\(name)@127.0.0.1:\(sip)"
        var tone = try SoundFileWriter(path: folder + "/tone.wav", .wav, sampleRate: 8000)
        let step = 2 * Double.pi * 440 / 8000
        try tone.write(
            (0..<80_000).map { (sample: Int) -> Int16 in Int16(8000 * sin(step * Double(sample))) })
        try tone.finish()
        let modules = ["account", "contact", "menu"].map { "module_app \($0).so" }
        let config =
            [
                "poll_method epoll", "sip_listen 127.0.0.1:\(sip)", "net_interface 127.0.0.1",
                "audio_source aufile,\(folder)/tone.wav", "audio_player aufile,\(folder)/heard.wav",
                "audio_alert aufile,/dev/null", "module_path \(Self.modulePath)", "module g711.so",
                "module aufile.so", "module ctrl_tcp.so", "ctrl_tcp_listen \(control)",
            ] + modules
        let account = "<\(uri);transport=udp>;regint=0;answermode=auto"
        for (file, text) in [
            ("config", config.joined(separator: "\n")), ("accounts", account), ("contacts", ""),
        ] {
            try Files.writeDurably(Array((text + "\n").utf8), to: folder + "/" + file)
        }
        program = try Program(
            ["-f", folder], environment: ["HOME": folder], executable: Self.baresip)
        let deadline = SystemClock.now + .seconds(8)
        while connection == nil {
            connection = try? HTTPClient(control)
            guard SystemClock.now < deadline else {
                throw Program.Failure.silent(complaint: program.complaint)
            }
        }
    }

    func dial(_ uri: String) throws { try command("dial", uri) }
    func transfer(to uri: String) throws { try command("transfer", uri) }
    func hangUp() throws { try command("hangup", "") }

    /// Waits for a line of its chatter.
    func says(_ words: String, within limit: Duration = .seconds(8)) throws -> Bool {
        let deadline = SystemClock.now + limit
        while let line = try? program.readLine(until: deadline) {
            if line.contains(words) { return true }
        }
        return false
    }

    /// A netstring of JSON, whose answer nobody needs: what the command does is seen at the server.
    private func command(_ name: String, _ parameter: String) throws {
        let json: JSON = ["command": .string(name), "params": .string(parameter), "token": "test"]
        let text = Array(json.text.utf8)
        try #require(connection).write(Array("\(text.count):".utf8) + text + Array(",".utf8))
    }

    private static var modulePath: String {
        let places = ["/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules"]
        return places.first { FileManager.default.fileExists(atPath: $0) } ?? places[0]
    }

    /// Its SIP takes two ports side by side, its control one.
    private static func freePorts() throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 10_000...15_000) * 2
            if (try? (Telephone(port: port), Telephone(port: port + 1))) != nil { return port }
        }
        throw SystemError("bind: no free ports", code: 98)
    }
}
