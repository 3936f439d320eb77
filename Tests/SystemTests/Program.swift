// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Glibc
import Platform
import Rig

/// A program run as a child process, killed with its owner: the one that was built with these tests, unless told.
final class Program {
    enum Failure: Error, Equatable {
        case silent(complaint: String)
        case notEnding
    }

    /// Beside the running test bundle, wherever the build lies.
    static let path: String = {
        guard let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            preconditionFailure("a process has a program")
        }
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("layby").path
    }()

    let process: pid_t
    private let runner = Process()
    private let output: FileHandle
    private let scratch: ScratchDirectory
    private var received: [UInt8] = []

    /// Starts with these words, and no environment but what is given.
    init(_ words: [String], environment: [String: String] = [:], executable: String = path) throws {
        scratch = try ScratchDirectory()
        let complaints = scratch.path + "/stderr"
        try Files.writeDurably([], to: complaints)
        runner.executableURL = URL(fileURLWithPath: executable)
        runner.arguments = words
        runner.environment = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        runner.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        let pipe = Pipe()
        runner.standardInput = FileHandle.nullDevice
        runner.standardOutput = pipe
        runner.standardError = FileHandle(forWritingAtPath: complaints)
        try runner.run()
        process = runner.processIdentifier
        output = pipe.fileHandleForReading
    }

    deinit {
        if runner.isRunning { kill(process, SIGKILL) }
        runner.waitUntilExit()
    }

    /// What it wrote to the standard error so far.
    var complaint: String {
        String(decoding: (try? Files.read(scratch.path + "/stderr")) ?? [], as: UTF8.self)
    }

    /// The next line of the standard output; nil at its end.
    func readLine(until deadline: Instant) throws -> String? {
        while true {
            if let end = received.firstIndex(of: 10) {
                defer { received.removeSubrange(...end) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            guard try readMore(until: deadline) else { return nil }
        }
    }

    /// Keeps what it prints meanwhile; a way to wait for a moment that is as good as any other.
    func listen(for duration: Duration) {
        let deadline = SystemClock.now + duration
        while (try? readMore(until: deadline)) == true {}
    }

    func signal(_ number: Int32) {
        kill(process, number)
    }

    /// Waits for the end of its output, which is its own end; returns the exit status, or the signal negated.
    func waitForExit(within limit: Duration = .seconds(20)) throws -> Int32 {
        let deadline = SystemClock.now + limit
        do {
            while try readMore(until: deadline) {}
        } catch Failure.silent {
            throw Failure.notEnding
        }
        runner.waitUntilExit()
        return runner.terminationReason == .exit ? runner.terminationStatus : -runner.terminationStatus
    }

    /// Everything printed that no line was made of yet; whole after `waitForExit`.
    var rest: String { String(decoding: received, as: UTF8.self) }

    /// False at the end.
    private func readMore(until deadline: Instant) throws -> Bool {
        var entry = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
        let left = (deadline - SystemClock.now).milliseconds
        guard try check("poll", { poll(&entry, 1, Int32(clamping: max(0, left))) }) > 0 else {
            throw Failure.silent(complaint: complaint)
        }
        let data = output.availableData
        received += data
        return !data.isEmpty
    }
}

// MARK: - What the kernel says of it

extension Program {
    var descriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count }
    }

    var threads: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").count }
    }

    /// Bytes of memory that it really has.
    var residentBytes: Int {
        get throws {
            let text = String(decoding: try Files.read("/proc/\(process)/smaps_rollup"), as: UTF8.self)
            let line = text.split(separator: "\n").first { $0.hasPrefix("Rss:") }
            guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw Failure.silent(complaint: text)
            }
            return kilobytes * 1024
        }
    }
}
