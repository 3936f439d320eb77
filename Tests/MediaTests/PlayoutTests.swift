// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Media
import Testing

/// Packets as they left, with the time at which they did.
private struct Recorder: PacketWire {
    var sent: [(time: Instant, descriptor: Int32, bytes: [UInt8])] = []
    var now = Instant.zero
    var accepts = true

    mutating func send(_ packet: UnsafeRawBufferPointer, through descriptor: Int32) -> Bool {
        sent.append((now, descriptor, Array(packet)))
        return accepts
    }
}

/// A playout in virtual time, with lanes numbered from zero.
private struct Stage: ~Copyable {
    let table = LaneTable(capacity: 4000)
    var playout: Playout
    var recorder = Recorder()
    var now: Instant
    let origin = Instant(nanoseconds: 5_000_000_000)

    init() {
        playout = Playout(table, origin: origin)
        now = origin
    }

    mutating func attach(
        _ number: UInt32, music: UnsafeBufferPointer<UInt8>, milliseconds: Int = 20, position: Int = 0
    ) {
        (table.lanes + Int(number)).initialize(
            to: Lane(
                descriptor: Int32(number), ssrc: 0xDEAD_BEEF, timestamp: 0xFFFF_FF60, sequence: 0xFFFF,
                payloadType: 0, music: music.baseAddress!, musicLength: music.count, position: position,
                payloadSize: 8 * milliseconds, clockTicks: UInt32(8 * milliseconds), stride: milliseconds / 2)
        )
        playout.attach(number, at: now)
    }

    /// Steps from deadline to deadline.
    mutating func run(for duration: Duration) {
        let end = now + duration
        while let deadline = playout.nextDeadline, deadline <= end {
            now = max(now, deadline)
            advance()
        }
        now = end
    }

    mutating func advance() {
        recorder.now = now
        playout.advance(to: now, over: &recorder)
    }
}

struct PlayoutTests {
    private let music = Music(name: "ramp", samples: (0..<1000).map { Int16($0 * 30) })
    private var ramp: UnsafeBufferPointer<UInt8> { music.reels[.pcmu]!.bytes }

    @Test func `five packets leave as the standard has them, byte for byte`() {
        var stage = Stage()
        stage.attach(0, music: ramp)
        stage.run(for: .milliseconds(99))
        let headers: [[UInt8]] = [
            [0x80, 0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x60, 0xDE, 0xAD, 0xBE, 0xEF],
            [0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xDE, 0xAD, 0xBE, 0xEF],
            [0x80, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0xA0, 0xDE, 0xAD, 0xBE, 0xEF],
            [0x80, 0x00, 0x00, 0x02, 0x00, 0x00, 0x01, 0x40, 0xDE, 0xAD, 0xBE, 0xEF],
            [0x80, 0x00, 0x00, 0x03, 0x00, 0x00, 0x01, 0xE0, 0xDE, 0xAD, 0xBE, 0xEF],
        ]
        let payloads = (0..<5).map { Array(ramp[160 * $0..<160 * ($0 + 1)]) }
        #expect(stage.recorder.sent.map(\.bytes) == zip(headers, payloads).map { $0 + $1 })
    }

    @Test(arguments: [10, 20, 30, 40, 60])
    func `what leaves over a loop is the encoded track, in order and on time`(milliseconds: Int) {
        var stage = Stage()
        stage.attach(0, music: ramp, milliseconds: milliseconds, position: 990)
        stage.run(for: .seconds(2))
        let packets = stage.recorder.sent
        #expect(packets.count == 2000 / milliseconds || packets.count == 2000 / milliseconds + 1)
        let payload = packets.flatMap { $0.bytes.dropFirst(12) }
        #expect(payload == payload.indices.map { ramp[(990 + $0) % 1000] })
        for (earlier, later) in zip(packets, packets.dropFirst()) {
            #expect(later.time - earlier.time == .milliseconds(milliseconds))
        }
    }

    @Test func `music shorter than a packet is repeated within it`() {
        let short = Music(name: "short", samples: [100, 2000, 30_000])
        var stage = Stage()
        stage.attach(0, music: short.reels[.pcma]!.bytes)
        stage.run(for: .milliseconds(60))
        let payload = stage.recorder.sent.flatMap { $0.bytes.dropFirst(12) }
        let bytes = short.reels[.pcma]!.bytes
        #expect(payload.count >= 480)
        #expect(payload == payload.indices.map { bytes[$0 % 3] })
    }

    @Test func `listeners are spread over the packet interval, and each begins within it`() {
        var stage = Stage()
        for number in 0..<1000 { stage.attach(UInt32(number), music: ramp) }
        stage.run(for: .milliseconds(19))
        #expect(Set(stage.recorder.sent.map(\.descriptor)).count == 1000)
        let perTick = Dictionary(grouping: stage.recorder.sent, by: \.time).mapValues(\.count)
        #expect(perTick.count == 10)
        #expect(perTick.values.allSatisfy { $0 == 100 })
    }

    @Test func `a pause skips music instead of sending a burst`() {
        var stage = Stage()
        stage.attach(0, music: ramp)
        stage.run(for: .milliseconds(40))
        let before = stage.recorder.sent.count
        stage.now = stage.now + .milliseconds(1000)
        stage.advance()
        let burst = stage.recorder.sent.count - before
        #expect(burst <= 1)
        stage.run(for: .milliseconds(100))
        let headers = stage.recorder.sent.map { packet in
            packet.bytes.withUnsafeBytes { RTPHeader.parse($0.bytes)!.header }
        }
        for (earlier, later) in zip(headers, headers.dropFirst()) {
            #expect(later.sequence == earlier.sequence &+ 1)
        }
        #expect(headers.count { $0.marker } == 2)
        let elapsed = (stage.recorder.sent.last!.time - stage.recorder.sent[0].time).milliseconds
        #expect(headers.last!.timestamp &- headers[0].timestamp == UInt32(elapsed * 8))
        let last = stage.recorder.sent.last!.bytes.dropFirst(12)
        #expect(last.first == ramp[Int(elapsed * 8) % 1000])
        #expect(stage.playout.statistics.skipped > 45)
    }

    @Test func `a pause of hours costs one turn of the wheel, and the music is where it should be`() {
        var stage = Stage()
        stage.attach(0, music: ramp, milliseconds: 30)
        stage.run(for: .milliseconds(30))
        stage.now = stage.now + .seconds(36_000)
        stage.advance()
        stage.run(for: .milliseconds(60))
        let last = stage.recorder.sent.last!
        let elapsed = (last.time - stage.recorder.sent[0].time).milliseconds
        #expect(last.bytes[12] == ramp[Int(elapsed * 8 % 1000)])
    }

    @Test func `ten hours drift by nothing`() {
        var stage = Stage()
        stage.attach(0, music: ramp, milliseconds: 60)
        stage.run(for: .seconds(36_000))
        let packets = stage.recorder.sent
        #expect(packets.count == 600_001)
        #expect(packets.last!.time - packets[0].time == .seconds(36_000))
    }

    @Test func `a lane that was taken out is never touched again, and the others go on`() {
        var stage = Stage()
        for number in 0..<3 { stage.attach(UInt32(number), music: ramp) }
        stage.run(for: .milliseconds(100))
        stage.playout.detach(1)
        let before = stage.recorder.sent.count
        stage.run(for: .milliseconds(100))
        let later = stage.recorder.sent[before...].map(\.descriptor)
        #expect(!later.contains(1))
        #expect(later.count { $0 == 0 } == 5)
        #expect(later.count { $0 == 2 } == 5)
        stage.playout.detach(0)
        stage.playout.detach(2)
        #expect(stage.playout.nextDeadline == nil)
    }

    @Test func `a packet that the kernel does not take is counted, and the stream goes on`() {
        var stage = Stage()
        stage.recorder.accepts = false
        stage.attach(0, music: ramp)
        stage.run(for: .milliseconds(99))
        #expect(stage.playout.statistics.failed == 5)
        #expect(stage.recorder.sent.count == 5)
    }

    @Test func `progress tells how many packets left and when the first was due`() throws {
        var stage = Stage()
        stage.now = stage.origin + .milliseconds(7)
        #expect(stage.table.progress(of: 3) == nil)
        stage.attach(3, music: ramp)
        stage.run(for: .milliseconds(100))
        let progress = try #require(stage.table.progress(of: 3))
        #expect(progress.packets == 5)
        #expect(progress.start == stage.recorder.sent[0].time)
    }
}
