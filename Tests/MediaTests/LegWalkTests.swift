// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Media
import Platform
import Rig
import Testing

/// A real engine that gets orders faster than its media threads carry them out.
@Suite(.serialized)
struct LegWalkTests {
    @Test(arguments: UInt64(1)...4)
    func `legs opened, aimed, played, bridged and closed in any order leave nothing behind`(seed: UInt64)
        throws
    {
        let counters = Counters()
        let ports: ClosedRange<UInt16> = 28_000...29_999
        let engine = MediaEngine(TransportSettings(ports: ports), counters: counters) { _ in }
        defer { engine.stop() }
        engine.post(.load(Music(name: "default", samples: Array(repeating: 37, count: 3000))))
        var walk = try Walk(seed, engine)
        for _ in 0..<3000 { walk.step() }
        for leg in walk.legs { engine.post(.close(leg, why: "walk")) }
        let deadline = SystemClock.now + .seconds(10)
        while !walk.isSilent(ports), SystemClock.now < deadline {}
        #expect(walk.isSilent(ports), "seed \(seed)")
        #expect(counters.measurements.first { $0.name == "layby_rtp_streams" }?.value == 0, "seed \(seed)")
        #expect(walk.lastLeg > 50, "seed \(seed)")
    }
}

private struct Walk {
    let engine: MediaEngine
    let ears: [Ear]
    var random: SplitMix
    var legs: Set<LegID> = []
    var lastLeg: UInt64 = 0

    init(_ seed: UInt64, _ engine: MediaEngine) throws {
        self.engine = engine
        ears = try (0..<4).map { _ in try Ear() }
        random = SplitMix(seed)
    }

    /// Whether every port can be had: no leg has left a socket open.
    func isSilent(_ ports: ClosedRange<UInt16>) -> Bool {
        _ = ears[0].rtp.waitUntilReadable(SystemClock.now + .milliseconds(20))
        return ports.allSatisfy {
            (try? UDPSocket(bindingTo: SocketAddress(ears[0].rtp.local.address, $0))) != nil
        }
    }

    mutating func step() {
        let media = media()
        switch (Int.random(in: 0..<8, using: &random), leg()) {
        case (0, _) where legs.count < 20, (_, nil): open(media)
        case (1, let leg?):
            legs.remove(leg)
            engine.post(.close(leg, why: "walk"))
        case (2, let leg?), (3, let leg?): engine.post(.aim(leg, media))
        case (4, let leg?): engine.post(.play(leg, programme: "default"))
        case (_, let leg?): engine.post(.bridge(leg, self.leg()!))
        }
        // The engine keeps up now and then, and is overrun in between.
        if Int.random(in: 0..<20, using: &random) == 0 {
            _ = ears[0].rtp.waitUntilReadable(SystemClock.now + .milliseconds(2))
        }
    }

    private mutating func leg() -> LegID? { legs.sorted().randomElement(using: &random) }

    private mutating func open(_ media: RemoteMedia) {
        lastLeg += 1
        let leg = LegID(high: 0, low: lastLeg)
        legs.insert(leg)
        let isOffered = Bool.random(using: &random)
        engine.post(.open(leg, isOffered ? .new(media) : .listen(near: ears[0].rtp.local, .pcma)))
    }

    /// Sometimes an address that a socket of IPv4 cannot be connected to.
    private mutating func media() -> RemoteMedia {
        let near = ears.randomElement(using: &random)!.rtp.local
        let remote =
            Int.random(in: 0..<10, using: &random) == 0 ? SocketAddress("[::1]:4000")! : near
        return RemoteMedia(
            target: MediaTarget(
                remote: remote, codec: Codec.allCases.randomElement(using: &random)!,
                packetTime: .milliseconds([10, 20, 60].randomElement(using: &random)!)),
            hears: Int.random(in: 0..<4, using: &random) > 0)
    }
}
