// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Media
import Rig
import Testing

struct PortPoolTests {
    @Test func `only even ports with an odd one above are given out, each once, at random`() {
        var pool = PortPool(10_001...10_100)
        var random = SplitMix(3)
        var ports: [UInt16] = []
        while let port = pool.take(at: .zero, using: &random) { ports.append(port) }
        #expect(Set(ports) == Set(stride(from: 10_002, through: 10_098, by: 2)))
        #expect(ports.count == 49)
        #expect(ports != ports.sorted())
    }

    @Test func `a port comes back only after its quarantine`() {
        var pool = PortPool(10_000...10_001)
        var random = SplitMix(3)
        let first = pool.take(at: .zero, using: &random)
        pool.giveBack(10_000, at: .zero)
        let early = pool.take(at: .zero + PortPool.quarantine + .nanoseconds(-1), using: &random)
        let late = pool.take(at: .zero + PortPool.quarantine, using: &random)
        #expect(first == 10_000)
        #expect(early == nil)
        #expect(late == 10_000)
    }

    @Test func `years of taking and giving back keep every port`() {
        var pool = PortPool(10_000...10_019)
        var random = SplitMix(3)
        var now = Instant.zero
        for _ in 0..<50_000 {
            let port = pool.take(at: now, using: &random)
            #expect(port != nil)
            pool.giveBack(port!, at: now)
            now = now + .seconds(5)
        }
        #expect(pool.available >= 3)
    }

    @Test(arguments: [9_998, 10_001, 10_020, 65_535] as [UInt16])
    func `a port that is none of the pool's is not given out because it came back`(port: UInt16) {
        var pool = PortPool(10_000...10_019)
        let isGiven = pool.take(port)
        pool.giveBack(port, at: .zero)
        var random = SplitMix(3)
        var ports: [UInt16] = []
        while let port = pool.take(at: .zero + PortPool.quarantine, using: &random) { ports.append(port) }
        #expect(!isGiven)
        #expect(ports.sorted() == Array(stride(from: 10_000, through: 10_018, by: 2)))
    }

    @Test func `a wanted port is given once`() {
        var pool = PortPool(10_000...10_019)
        let first = pool.take(10_004)
        let second = pool.take(10_004)
        #expect(first)
        #expect(!second)
    }
}
