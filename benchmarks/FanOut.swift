// SPDX-License-Identifier: GPL-3.0-or-later
internal import CBench
internal import Core
internal import Media
internal import Platform

/// What one stream of music costs, beside a bare loop that sends the same bytes at the same times.
///
/// Thread CPU time, interleaved pairs, the median of their ratios: the machine's mood cancels out.
enum FanOut {
    private static let pairs = 9
    private static let turns = 100

    static func run(streams: [Int]) {
        print(
            "PCMU, 20 ms, loopback, one thread; µs of CPU per stream and second of music; \(pairs) pairs of \(turns * 20) ms"
        )
        print("streams   floor   layby   ratio   floor's quartiles   allocations")
        for count in streams.isEmpty ? [100, 1000, 2000] : streams { measure(count) }
    }

    private static func measure(_ count: Int) {
        let sockets = Sockets(count)
        var floors: [Double] = []
        var laybys: [Double] = []
        var allocations = 0
        for _ in 0..<pairs {
            floors.append(
                cost(count) { bench_floor(sockets.senders.map(\.descriptor), Int32(count), Int32(turns)) })
            var stage = PlayoutStage(sockets)
            laybys.append(cost(count) { allocations += stage.play(for: .milliseconds(20 * turns)) })
        }
        let ratio = zip(laybys, floors).map { $0 / $1 }.sorted()[pairs / 2]
        let sorted = floors.sorted()
        let (low, high) = (sorted[pairs / 4], sorted[pairs * 3 / 4])
        let verdict = high / low > 1.2 ? "inconclusive: the floor itself moved" : ""
        print(
            column(count, 7), column(sorted[pairs / 2], 7), column(laybys.sorted()[pairs / 2], 7),
            column(ratio, 7),
            column(low, 9), "–", column(high, 7), column(allocations, 10), verdict)
    }

    private static func cost(_ streams: Int, _ body: () -> Void) -> Double {
        let before = SystemClock.threadTime
        body()
        let used = SystemClock.threadTime - before
        return Double(used.nanoseconds) / 1000 / Double(streams) / (Double(turns) / 50)
    }
}
