// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Platform

/// What the whole server makes of real SIP: rounds of parking, and calls that are only held.
enum SIPBench {
    private static let roundTime = Duration.seconds(5)
    private static let idleTime = Duration.seconds(5)
    private static let sizes = [1, 4, 16, 64]
    private static let heldSteps = [0, 1000, 2500, 5000, 10_000, 15_000, 20_000]
    /// What a server without calls has open, and some more.
    private static let ownDescriptors = 100

    static func run() throws {
        try rounds()
        print()
        try held()
    }

    private static func rounds() throws {
        print("Rounds: park, fetch, hang up; UDP on loopback, the telephones on the same two cores' machine;")
        print(
            "\(roundTime.milliseconds / 1000) s each; CPU in ms per round; busiest threads of the server in % of a core"
        )
        print("store   pairs  rounds/s  failed  p50 ms  p99 ms  server CPU  phones' CPU  busiest threads")
        for store in ["sqlite", "memory"] {
            for size in sizes { try rounds(size, store) }
        }
    }

    private static func rounds(_ size: Int, _ store: String) throws {
        let last = ParkRounds.firstOrbit + 999
        let server = try ServerChild([
            "store=\(store)",
            // A port rests for 30 s after a call, so the default's would be used up within the measurement.
            "rtp.ports=1024-65535",
            "ranges=[{name: main, first: \(ParkRounds.firstOrbit), last: \(last), reuse_after_s: 0}]",
        ])
        let phones = try ParkRounds(server.udp)
        let usage = ProcessUsage(server.process)
        let own = ProcessUsage(getpid())
        let before = (cpu: try usage.cpu, own: try own.cpu, threads: try usage.cpuByThread)
        let start = SystemClock.now
        phones.run(pairs: size, for: roundTime)
        let seconds = Double((SystemClock.now - start).nanoseconds) / 1e9
        let threads = try busiest(usage, since: before.threads, seconds)
        let times = phones.times.sorted().map { Double($0.nanoseconds) / 1e6 }
        let count = Double(max(1, times.count))
        print(
            store, column(size, 6), column(Double(times.count) / seconds, 9), column(phones.failures, 7),
            column(times.isEmpty ? 0 : times[times.count / 2], 7),
            column(times.isEmpty ? 0 : times[min(times.count - 1, times.count * 99 / 100)], 7),
            column((try usage.cpu - before.cpu) * 1000 / count, 11),
            column((try own.cpu - before.own) * 1000 / count, 12), "", threads)
        fflush(nil)
        guard server.stop() else { throw ServerChild.Failure(description: server.complaint) }
    }

    /// The four threads that worked most, in per cent of a core.
    private static func busiest(
        _ usage: ProcessUsage, since before: [String: Double], _ seconds: Double
    ) throws -> String {
        try usage.cpuByThread.map { ($0.key, $0.value - (before[$0.key] ?? 0)) }
            .sorted { $0.1 > $1.1 }.prefix(4)
            .map { "\($0.0) \(Int(($0.1 / seconds * 100).rounded()))" }.joined(separator: ", ")
    }

    private static func held() throws {
        let descriptors = ProcessLimits.raiseDescriptors()
        let most = (descriptors - ownDescriptors) / 2
        print(
            "Calls held without media (offers with a=inactive), in SQLite; \(descriptors) descriptors allow \(most) calls"
        )
        print("calls   calls/s to set up  resident MiB  KiB per call  idle CPU in % of a core")
        let server = try ServerChild([
            // The default's ports lie below those of the kernel's choice, so they are used as long as they are enough.
            "rtp.ports=\(most < 11_000 ? "10000-32767" : "1024-65535")",
            "ranges=[{name: one, first: 10000, last: 19999}, {name: two, first: 20000, last: 29999}]",
        ])
        let phones = try HeldCalls(server.udp)
        let usage = ProcessUsage(server.process)
        let empty = try usage.residentBytes
        let doorbell = Doorbell()
        for step in Set(heldSteps.map { min($0, most) }).sorted() {
            let start = SystemClock.now
            let before = phones.count
            try phones.park(10_000 + phones.count..<10_000 + step)
            let seconds = Double((SystemClock.now - start).nanoseconds) / 1e9
            let bytes = try usage.residentBytes
            let cpu = try usage.cpu
            let threads = try usage.cpuByThread
            _ = doorbell.wait(until: SystemClock.now + idleTime)
            let idle = (try usage.cpu - cpu) / (Double(idleTime.milliseconds) / 1000)
            print(
                column(phones.count, 5), column(Double(phones.count - before) / seconds, 18),
                column(Double(bytes) / 1_048_576, 13),
                column(phones.count > 0 ? Double(bytes - empty) / 1024 / Double(phones.count) : 0, 13),
                column(idle * 100, 24), "",
                try busiest(usage, since: threads, Double(idleTime.milliseconds) / 1000))
            fflush(nil)
            if phones.count < step { break }
        }
        for (status, count) in phones.refusals { print("\(count) refused with \(status)") }
        let start = SystemClock.now
        let count = phones.count
        try phones.hangUp()
        guard try server.waitsForZero("layby_calls", within: .seconds(40)) else {
            throw ServerChild.Failure(description: "calls are left after all were hung up")
        }
        let seconds = Double((SystemClock.now - start).nanoseconds) / 1e9
        print(
            "All hung up and recorded at", column(Double(count) / seconds, 0), "calls/s; then",
            column(Double(try usage.residentBytes) / 1_048_576, 0), "MiB resident")
        guard server.stop() else { throw ServerChild.Failure(description: server.complaint) }
    }
}
