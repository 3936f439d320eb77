// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Glibc
import Media
import Platform
import Synchronization
import Testing

/// A real engine on loopback sockets, and what it reported.
final class Studio {
    let events = Mailbox<Event>()
    let engine: MediaEngine
    let music = Music(name: "default", samples: (0..<3000).map { Int16(truncatingIfNeeded: $0 &* 37) })

    init(_ settings: TransportSettings = TransportSettings(), isLoaded: Bool = true) {
        engine = MediaEngine(settings, counters: Counters()) { [events] in events.post($0) }
        if isLoaded { engine.post(.load(music)) }
    }

    deinit { engine.stop() }

    /// How many packets had a fate, such as `sent`.
    func count(_ fate: String) -> Int {
        engine.measurements.first { $0.name == "layby_rtp_packets_\(fate)_total" }.map { Int($0.value) } ?? -1
    }

    func next() throws -> Event {
        try #require(events.receive(until: SystemClock.now + .seconds(10))?.first)
    }

    /// Opens a leg to an ear and starts its music.
    func play(to ear: Ear, _ codec: Codec = .pcmu, call: UInt64 = 1) throws -> MediaStream {
        let id = LegID(high: 0, low: call)
        engine.post(.open(id, .new(RemoteMedia(target: MediaTarget(remote: ear.rtp.local, codec: codec)))))
        guard case .legOpened(id, let stream) = try next() else { throw SystemError("open a leg", code: 0) }
        engine.post(.play(id, programme: "default"))
        return stream
    }
}

/// A thread that opens and closes a descriptor all the time, and counts those that somebody else closed.
private final class Bystander: Sendable {
    private final class State: Sendable {
        let isLeaving = Atomic<Bool>(false)
        let stolen = Atomic<Int>(0)
    }

    private let state = State()
    private let thread: WorkerThread

    init() {
        thread = WorkerThread("bystander") { [state] in
            while !state.isLeaving.load(ordering: .relaxed) {
                let descriptor = dup(0)
                if descriptor >= 0, close(descriptor) != 0 { state.stolen.wrappingAdd(1, ordering: .relaxed) }
            }
        }
    }

    /// Ends the thread, and returns how many descriptors it was robbed of.
    func leave() -> Int {
        state.isLeaving.store(true, ordering: .relaxed)
        thread.join()
        return state.stolen.load(ordering: .relaxed)
    }
}

@Suite(.serialized)
struct MediaEngineTests {
    @Test(arguments: [("127.0.0.1", Codec.pcmu), ("127.0.0.1", .pcma), ("::1", .pcmu)])
    func `what arrives is the encoded track, byte for byte, over a loop`(host: String, codec: Codec) throws {
        let studio = Studio()
        var ear = try Ear(host)
        let stream = try studio.play(to: ear, codec)
        #expect(try ear.listen { $0.packets.count >= 50 })
        let packets = ear.packets
        #expect(packets[0].header.marker)
        #expect(packets[0].header.sequence == stream.firstSequence)
        #expect(packets[0].header.timestamp == stream.firstTimestamp)
        #expect(
            packets.allSatisfy { $0.header.ssrc == stream.ssrc && $0.header.payloadType == codec.payloadType }
        )
        let reel = studio.music.reels[codec]!.bytes
        #expect(packets.reduce(0) { $0 + $1.payload.count } > 2 * reel.count)
        for packet in packets {
            let start = Int(packet.header.timestamp &- stream.firstTimestamp)
            #expect(packet.payload == (start..<start + 160).map { reel[$0 % reel.count] })
        }
        for (earlier, later) in zip(packets, packets.dropFirst()) {
            #expect(later.header.sequence == earlier.header.sequence &+ 1)
            #expect((later.header.timestamp == earlier.header.timestamp &+ 160) != later.header.marker)
        }
        // Only a machine that stopped for ten milliseconds makes the engine skip, and it says so.
        #expect(packets.count { $0.header.marker } == 1 || studio.count("skipped") > 0)
    }

    @Test func `sender reports count what was sent, and put the timestamp where the music is`() throws {
        let studio = Studio()
        var ear = try Ear()
        let stream = try studio.play(to: ear)
        #expect(try ear.listen { !$0.reports.isEmpty })
        let (bytes, time) = ear.reports[0]
        let parts = compound(bytes)
        #expect(parts.map(\.type) == [200, 202])
        let report = parts[0].bytes
        #expect(word(report, 4) == stream.ssrc)
        let packets = word(report, 20)
        #expect(abs(Int(packets) - ear.packets.count { $0.time <= time }) <= 1)
        #expect(word(report, 24) == packets * 160)
        // The line through the packets, read at the report's own NTP time.
        let ntp = Int64(word(report, 8)) - 2_208_988_800
        let sentAt = ntp * 1_000_000_000 + (Int64(word(report, 12)) * 1_000_000_000) >> 32
        let age = SystemClock.wallNanoseconds - sentAt
        let elapsed = (SystemClock.now - ear.packets[0].time).nanoseconds - age
        let expected = stream.firstTimestamp &+ UInt32(truncatingIfNeeded: elapsed * 8 / 1_000_000)
        #expect(abs(Int32(bitPattern: word(report, 16) &- expected)) < 80, "within ten milliseconds")
        #expect(report.first! & 0x1F == 0, "no reception block: nothing was received")
    }

    @Test func `a closed leg says good-bye, falls silent and gives its sockets back`() throws {
        let studio = Studio()
        var ear = try Ear()
        _ = try studio.play(to: ear)
        #expect(try ear.listen { $0.packets.count >= 3 })
        studio.engine.post(.close(LegID(high: 0, low: 1), why: "released"))
        #expect(try ear.listen { $0.reports.contains { compound($0.bytes).contains { $0.type == 203 } } })
        let bye = try #require(ear.reports.last.flatMap { compound($0.bytes).last })
        #expect(String(decoding: bye.bytes.dropFirst(9), as: UTF8.self).hasPrefix("released"))
        let count = ear.packets.count
        #expect(!ear.rtp.waitUntilReadable(SystemClock.now + .milliseconds(60)))
        #expect(ear.packets.count == count)
    }

    @Test func `a leg asked for before there is music opens when there is`() throws {
        let studio = Studio(isLoaded: false)
        var ear = try Ear()
        let id = LegID(high: 0, low: 1)
        studio.engine.post(
            .open(id, .new(RemoteMedia(target: MediaTarget(remote: ear.rtp.local, codec: .pcmu)))))
        #expect(studio.events.receive(until: SystemClock.now + .milliseconds(30)) == [])
        studio.engine.post(.load(studio.music))
        guard case .legOpened(id, _) = try studio.next() else {
            Issue.record("the leg did not open")
            return
        }
        studio.engine.post(.play(id, programme: "default"))
        #expect(try ear.listen { $0.packets.count >= 2 })
    }

    @Test func `ports that are used up refuse the next leg, and rest before they come back`() throws {
        let studio = Studio(TransportSettings(ports: 9_100...9_103))
        let ear = try Ear()
        let first = try studio.play(to: ear, call: 1)
        let second = try studio.play(to: ear, call: 2)
        #expect(Set([first.local.port, second.local.port]) == [9_100, 9_102])
        studio.engine.post(.close(LegID(high: 0, low: 1), why: "released"))
        let id = LegID(high: 0, low: 3)
        studio.engine.post(
            .open(id, .new(RemoteMedia(target: MediaTarget(remote: ear.rtp.local, codec: .pcmu)))))
        guard case .legFailed(id, let refusal) = try studio.next() else {
            Issue.record("a third leg was opened on two pairs of ports")
            return
        }
        #expect(refusal.code == .portsExhausted)
        #expect(refusal.detail.contains("rtp.ports"))
    }

    @Test func `a resumed stream keeps its port and source, and jumps ahead instead of repeating numbers`()
        throws
    {
        var ear = try Ear()
        let port: UInt16 = 9_110
        let stream = MediaStream(
            target: MediaTarget(remote: ear.rtp.local, codec: .pcmu),
            local: SocketAddress(IPAddress("127.0.0.1")!, port), ssrc: 77, firstSequence: 100,
            firstTimestamp: 5000)
        let studio = Studio(TransportSettings(ports: 9_110...9_113))
        let id = LegID(high: 0, low: 1)
        studio.engine.post(
            .open(
                id, .resume(stream, since: WallTime(milliseconds: SystemClock.wallTime.milliseconds - 2000))))
        guard case .legOpened(id, stream) = try studio.next() else {
            Issue.record("the stream was not resumed")
            return
        }
        studio.engine.post(.play(id, programme: "default"))
        #expect(try ear.listen { $0.packets.count >= 3 })
        let header = ear.packets[0].header
        #expect(header.ssrc == 77)
        #expect(header.marker)
        let jumped = Int(header.sequence) - 100
        #expect((101...130).contains(jumped))
        #expect(
            (0..<160).contains(Int(header.timestamp) - 5000 - jumped * 160), "the clock goes on meanwhile")
        let reel = studio.music.reels[.pcmu]!.bytes
        #expect(ear.packets[0].payload.first == reel[jumped * 160 % reel.count])
    }

    @Test func `a stream whose port another program has is refused, not moved`() throws {
        let ear = try Ear()
        let other = try UDPSocket(bindingTo: SocketAddress(IPAddress("127.0.0.1")!, 0))
        let stream = MediaStream(
            target: MediaTarget(remote: ear.rtp.local, codec: .pcmu), local: other.local, ssrc: 77,
            firstSequence: 1,
            firstTimestamp: 1)
        let studio = Studio()
        let id = LegID(high: 0, low: 1)
        studio.engine.post(.open(id, .resume(stream, since: WallTime(milliseconds: 0))))
        guard case .legFailed(id, let refusal) = try studio.next() else {
            Issue.record("a port was taken from another program")
            return
        }
        #expect(refusal.code == .portsExhausted)
    }

    @Test func `a leg told to close as the engine stops still says good-bye`() throws {
        var ear = try Ear()
        do {
            let studio = Studio()
            _ = try studio.play(to: ear)
            #expect(try ear.listen { $0.packets.count >= 3 })
            studio.engine.post(.close(LegID(high: 0, low: 1), why: "released"))
        }
        #expect(try ear.listen { $0.reports.contains { compound($0.bytes).contains { $0.type == 203 } } })
    }

    @Test func `whoever has sent nothing says no good-bye`() throws {
        let studio = Studio()
        var ear = try Ear()
        let silent = try studio.play(to: ear, call: 1)
        studio.engine.post(.close(LegID(high: 0, low: 1), why: "released"))
        _ = try studio.play(to: ear, call: 2)
        studio.engine.post(.close(LegID(high: 0, low: 2), why: "released"))
        let heard = try studio.play(to: ear, call: 3)
        #expect(try ear.listen { $0.packets.contains { $0.header.ssrc == heard.ssrc } })
        for report in ear.reports {
            let parts = compound(report.bytes)
            #expect(parts[0].type == 200, "a compound packet begins with a report")
            #expect(
                word(parts[0].bytes, 4) != silent.ssrc
                    || ear.packets.contains { $0.header.ssrc == silent.ssrc })
        }
    }

    @Test func `a far end that listens late misses nothing from then on`() throws {
        let studio = Studio()
        let port: UInt16
        do {
            let ear = try Ear()
            port = ear.rtp.local.port
        }
        let address = SocketAddress(IPAddress("127.0.0.1")!, port)
        let id = LegID(high: 0, low: 1)
        studio.engine.post(.open(id, .new(RemoteMedia(target: MediaTarget(remote: address, codec: .pcmu)))))
        guard case .legOpened(id, _) = try studio.next() else {
            Issue.record("the leg did not open")
            return
        }
        studio.engine.post(.play(id, programme: "default"))
        let deadline = SystemClock.now + .seconds(10)
        while studio.count("sent") < 5, SystemClock.now < deadline {
            _ = studio.events.receive(until: SystemClock.now + .milliseconds(1))
        }
        #expect(studio.count("sent") >= 5, "a packet that nobody takes is no reason to withhold the next")
        #expect(studio.count("failed") == 0)
    }

    @Test func `streams that end close their own descriptors and nobody else's`() throws {
        let studio = Studio()
        let ear = try Ear()
        let bystander = Bystander()
        for number in 0..<1000 as Range<UInt64> {
            _ = try studio.play(to: ear, call: number)
            studio.engine.post(.close(LegID(high: 0, low: number), why: "released"))
        }
        #expect(bystander.leave() == 0)
    }

    @Test func `a thousand streams come and go without leaving a descriptor`() throws {
        ProcessLimits.raiseDescriptors()
        let studio = Studio()
        let ear = try Ear()
        // One leg stays: it shows that the engine's own descriptors are all open.
        _ = try studio.play(to: ear)
        func sockets() -> Int {
            let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
            return all.count { name in
                let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
                return file?.hasPrefix("socket:") ?? false
            }
        }
        let before = sockets()
        for round in 0..<20 {
            let calls = (0..<50).map { LegID(high: 1, low: UInt64(round * 50 + $0)) }
            for call in calls {
                studio.engine.post(
                    .open(call, .new(RemoteMedia(target: MediaTarget(remote: ear.rtp.local, codec: .pcmu)))))
            }
            var opened = 0
            while opened < 50 {
                for event in try #require(studio.events.receive(until: SystemClock.now + .seconds(10))) {
                    if case .legOpened(let call, _) = event {
                        studio.engine.post(.play(call, programme: "default"))
                        studio.engine.post(.close(call, why: "released"))
                        opened += 1
                    } else {
                        Issue.record("unexpected \(event)")
                    }
                }
            }
        }
        let deadline = SystemClock.now + .seconds(10)
        while sockets() > before, SystemClock.now < deadline {
            _ = studio.events.receive(until: SystemClock.now + .milliseconds(10))
        }
        #expect(sockets() <= before)
    }
}
