// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Glibc
import Platform
import Storage
import Testing

/// What a process killed at any moment leaves behind, tried with a real process and a real `SIGKILL`.
@Suite(.serialized) struct SQLiteCrashTests {
    private static let variable = "LAYBY_STORE_CRASH_DIRECTORY"

    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment[Self.variable] != nil, "runs in the process to be killed")
    )
    func `claims and finishes until it is killed`() throws {
        let directory = try #require(ProcessInfo.processInfo.environment[Self.variable])
        let store = try SQLiteStore(directory: directory, at: second(0))
        acknowledge("ready")
        var parked: [CallID] = try store.parkedCalls(Page(limit: 1000)).items.map(\.id)
        while true {
            let call = CallID.fresh()
            let order = StoreBench.order(call, .anywhere)
            if parked.count < 8, (try? store.claim(order, at: second(1))) != nil {
                acknowledge("claimed \(call)")
                parked.append(call)
            } else {
                let oldest = parked.removeFirst()
                _ = try store.finish(oldest, as: .retrieved, why: "", by: nil, at: second(2))
                acknowledge("finished \(oldest)")
            }
        }
    }

    /// Tells the process that waits, by one `write` that a kill cannot split.
    private func acknowledge(_ text: String) {
        let line = "\n= \(text)\n"
        _ = line.withCString { write(1, $0, line.utf8.count) }
    }

    @Test func `fifteen kills lose nothing that was acknowledged, and the lock goes with the process`() throws
    {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        do {
            let store = try SQLiteStore(directory: directory.path, at: second(0))
            var range = OrbitRange(name: "main", span: try OrbitSpan(first: orbit("700"), last: orbit("719")))
            range.reuseAfter = .zero
            _ = try store.createRange(range, at: second(0))
        }
        var dice = SeededDice(state: 15)
        var (claimed, finished) = (Set<CallID>(), Set<CallID>())
        var told = Told()
        for round in 0..<15 {
            let child = try Child(directory: directory.path)
            try child.read(lines: Int.random(in: 1...300, using: &dice))
            if round == 0 {
                #expect(throws: OpenFailure.held(directory: directory.path, by: Int(child.process))) {
                    try SQLiteStore(directory: directory.path, at: second(0))
                }
            }
            for line in try child.killAndRead() {
                let words = line.split(separator: " ")
                guard words.count == 3, let call = CallID(words[2]) else { continue }
                if words[1] == "claimed" { claimed.insert(call) } else { finished.insert(call) }
            }
            try check(directory, claimed: claimed, finished: finished, &told)
        }
        #expect(claimed.count > 100)
    }

    /// How many events of each kind there are up to the last one read; none is ever taken back.
    private struct Told {
        var sequence: Int64 = 0
        var kinds: [RecordedEvent.Kind: Int] = [:]
    }

    /// What was acknowledged is there; of what was under way, all or nothing.
    private func check(
        _ directory: ScratchDirectory, claimed: Set<CallID>, finished: Set<CallID>, _ told: inout Told
    ) throws {
        let store = try SQLiteStore(directory: directory.path, at: second(3))
        let parked = try store.parkedCalls(Page(limit: 1000)).items
        var ended: [FinishedCall] = []
        var page = Page(limit: 1000)
        repeat {
            let listing = try store.finishedCalls(page)
            ended += listing.items
            page.after = listing.next
        } while page.after != nil
        let endedIDs = Set(ended.map(\.id))
        try #require(finished.subtracting(endedIDs) == [])
        try #require(claimed.subtracting(endedIDs).subtracting(parked.map(\.id)) == [])
        try #require(endedIDs.isDisjoint(with: parked.map(\.id)))
        let taken = try store.orbits(range: nil, state: .taken, Page(limit: 100), at: second(3)).items
        try #require(Set(taken.map(\.call)) == Set(parked.map(\.id)))
        while true {
            let events = try store.events(after: told.sequence, limit: 1000)
            guard let last = events.last else { break }
            for event in events { told.kinds[event.kind, default: 0] += 1 }
            told.sequence = last.sequence
        }
        try #require(told.kinds[.callParked, default: 0] == parked.count + ended.count)
        try #require(told.kinds[.callRetrieved, default: 0] == ended.count)
    }

    /// This test runner once more, running nothing but the loop above.
    private final class Child {
        struct Silent: Error {}

        let process: pid_t
        private let output: FileHandle
        private let runner = Process()
        private var received: [UInt8] = []

        init(directory: String) throws {
            runner.executableURL = URL(
                fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/self/exe"))
            runner.arguments = [
                "--testing-library", "swift-testing", "--filter", "claims and finishes until it is killed",
            ]
            runner.environment = ProcessInfo.processInfo.environment.merging([
                variable: directory, "SWIFT_BACKTRACE": "enable=no",
            ]) { $1 }
            let pipe = Pipe()
            runner.standardOutput = pipe
            runner.standardError = FileHandle.nullDevice
            try runner.run()
            process = runner.processIdentifier
            output = pipe.fileHandleForReading
        }

        deinit {
            kill(process, SIGKILL)
            runner.waitUntilExit()
        }

        private var lines: [String] {
            let whole = received[..<(received.lastIndex(of: 10) ?? 0)]
            return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
                .filter { $0.hasPrefix("= ") }
        }

        /// Waits for so many acknowledgements; each has one equals sign.
        func read(lines count: Int) throws {
            var seen = 0
            while seen < count {
                var poll = pollfd(fd: output.fileDescriptor, events: Int16(POLLIN), revents: 0)
                guard Glibc.poll(&poll, 1, 30_000) == 1 else { throw Silent() }
                let data = output.availableData
                if data.isEmpty { throw Silent() }
                seen += data.count { $0 == UInt8(ascii: "=") }
                received += data
            }
        }

        func killAndRead() throws -> [String] {
            kill(process, SIGKILL)
            runner.waitUntilExit()
            received += try output.readToEnd() ?? Data()
            return lines
        }
    }
}
