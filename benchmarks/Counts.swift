// SPDX-License-Identifier: GPL-3.0-or-later
internal import CBench
internal import Core
internal import Foundation
internal import Media
internal import Platform

/// Numbers that are the same on a busy machine as on an idle one, held against `thresholds.json`.
enum Counts {
    static func check() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "thresholds.json")
        let thresholds = try JSONDecoder().decode([String: Int].self, from: Data(contentsOf: path))
        let counts = [
            "playout.allocations": playoutAllocations(), "lane.bytes": MemoryLayout<Lane>.stride,
            "leg.heap_bytes": heapBytesPerLeg(),
        ]
        precondition(
            Set(counts.keys) == Set(thresholds.keys),
            "every count has a threshold, and every threshold a count")
        var isGood = true
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            let most = thresholds[name]!
            print("\(count <= most ? "good    " : "exceeded") \(name) \(count), at most \(most)")
            isGood = isGood && count <= most
        }
        exit(isGood ? 0 : 1)
    }

    /// Allocations of the playing thread while it sends ten thousand packets.
    private static func playoutAllocations() -> Int {
        var stage = PlayoutStage(Sockets(200))
        let allocations = stage.play(for: .seconds(1))
        precondition(stage.packets >= 9_000, "the count is of packets that were sent: \(stage.packets)")
        return allocations
    }

    /// What one stream keeps of the heap: its sockets' objects, its oRTP session, its places in tables.
    private static func heapBytesPerLeg() -> Int {
        let events = Mailbox<Event>()
        let engine = MediaEngine(TransportSettings(), counters: Counters()) { events.post($0) }
        engine.post(.load(Music(name: "default", samples: [Int16](repeating: 1, count: 8000))))
        let target = Sockets(0).receiver
        // The first hundred pay for tables that grow in steps.
        open(0..<100, engine, events, target.local)
        let before = bench_live_bytes()
        let playoutBefore = bench_allocations_of("layby-playout")
        open(100..<600, engine, events, target.local)
        let used = bench_live_bytes() - before
        precondition(
            bench_allocations_of("layby-playout") == playoutBefore,
            "the playout thread allocates nothing for new streams and their packets")
        engine.stop()
        return used / 500
    }

    private static func open(
        _ numbers: Range<UInt64>, _ engine: MediaEngine, _ events: Mailbox<Event>, _ remote: SocketAddress
    ) {
        for number in numbers {
            engine.post(
                .open(
                    LegID(high: 0, low: number),
                    .new(RemoteMedia(target: MediaTarget(remote: remote, codec: .pcmu)))))
        }
        var opened = 0
        while opened < numbers.count, let messages = events.receive(until: SystemClock.now + .seconds(20)),
            !messages.isEmpty
        {
            for case .legOpened(let call, _) in messages {
                engine.post(.play(call, programme: "default"))
                opened += 1
            }
        }
        precondition(opened == numbers.count, "every leg opens")
    }
}
