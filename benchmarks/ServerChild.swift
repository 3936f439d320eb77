// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Foundation
internal import Glibc
internal import Platform
internal import Rig

/// The release program, serving as a child process on ports and a directory of its own; it ends with its owner.
final class ServerChild {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let process: pid_t
    let http: SocketAddress
    let udp: SocketAddress
    let tcp: SocketAddress
    private let runner = Foundation.Process()
    private let scratch: ScratchDirectory
    private let complaints: String

    /// Returns when the server takes calls; a later setting of a key wins.
    init(_ settings: [String]) throws {
        scratch = try ScratchDirectory()
        complaints = scratch.path + "/stderr"
        try Files.writeDurably([], to: complaints)
        let own = [
            "data=\(scratch.path)/data", "http.listen=127.0.0.1:0",
            "sip.listen=[udp:127.0.0.1:0, tcp:127.0.0.1:0]",
        ]
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        runner.executableURL = program.deletingLastPathComponent().appendingPathComponent("layby")
        runner.arguments = ["serve"] + (own + settings).flatMap { ["--set", $0] }
        runner.environment = [:]
        let pipe = Pipe()
        runner.standardInput = FileHandle.nullDevice
        runner.standardOutput = pipe
        runner.standardError = FileHandle(forWritingAtPath: complaints)
        try runner.run()
        process = runner.processIdentifier
        var greeting = ""
        while !greeting.hasSuffix("Ready\n") {
            let data = pipe.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw Failure(description: "the server did not start: \(try Self.text(complaints))")
            }
            greeting += String(decoding: data, as: UTF8.self)
        }
        func address(after prefix: String) throws -> SocketAddress {
            let place = greeting.firstRange(of: prefix)?.upperBound ?? greeting.endIndex
            let word = greeting[place...].prefix { !", \n".contains($0) }
            guard let address = SocketAddress(word.hasSuffix(":") ? word.dropLast() : word) else {
                throw Failure(description: "no address after '\(prefix)' in: \(greeting)")
            }
            return address
        }
        http = try address(after: "http://")
        udp = try address(after: "udp:")
        tcp = try address(after: "tcp:")
        try waitUntilReady()
    }

    deinit {
        if runner.isRunning { kill(process, SIGKILL) }
        runner.waitUntilExit()
    }

    var isRunning: Bool { runner.isRunning }

    /// What it wrote to the standard error.
    var complaint: String { (try? Self.text(complaints)) ?? "" }

    /// One number of the metrics page.
    func metric(_ name: String) throws -> Double {
        let answer = try HTTPClient(http).send("GET", "/metrics")
        let text = String(decoding: answer.body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        guard let line, let value = Double(line.dropFirst(name.count + 1)) else {
            throw Failure(description: "the metrics page does not show \(name)")
        }
        return value
    }

    /// Waits until a metric is zero; false when time is up first.
    func waitsForZero(_ name: String, within limit: Duration) throws -> Bool {
        let deadline = SystemClock.now + limit
        let doorbell = Doorbell()
        while SystemClock.now < deadline {
            if try metric(name) == 0 { return true }
            _ = doorbell.wait(until: SystemClock.now + .milliseconds(200))
        }
        return false
    }

    /// Ends it politely; false when it did not end well.
    func stop() -> Bool {
        kill(process, SIGTERM)
        runner.waitUntilExit()
        return runner.terminationReason == .exit && runner.terminationStatus == 0
    }

    private func waitUntilReady() throws {
        let deadline = SystemClock.now + .seconds(20)
        let doorbell = Doorbell()
        while try HTTPClient(http).send("GET", "/readyz").status != 200 {
            guard SystemClock.now < deadline else { throw Failure(description: "the server is not ready") }
            _ = doorbell.wait(until: SystemClock.now + .milliseconds(50))
        }
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try Files.read(path), as: UTF8.self)
    }
}
