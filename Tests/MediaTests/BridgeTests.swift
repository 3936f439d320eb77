// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Media
import Platform
import Testing

/// Two far ends that are bridged by a real engine.
@Suite(.serialized)
struct BridgeTests {
    func speak(_ ear: Ear, to stream: MediaStream, count: Int, fill: UInt8, firstSequence: UInt16 = 1) throws
    {
        for index in 0..<count {
            var bytes = [UInt8](repeating: fill, count: 172)
            try bytes.withUnsafeMutableBytes { buffer in
                RTPHeader(
                    marker: false, payloadType: 0, sequence: firstSequence &+ UInt16(index),
                    timestamp: UInt32(160 * index),
                    ssrc: UInt32(fill)
                ).write(to: buffer.baseAddress!)
                try ear.rtp.send(UnsafeRawBufferPointer(buffer), to: stream.local)
            }
        }
    }

    @Test func `bridged legs hear each other on the streams that carried the music`() throws {
        let studio = Studio()
        var ann = try Ear()
        var bob = try Ear()
        let toAnn = try studio.play(to: ann, call: 1)
        let toBob = try studio.play(to: bob, call: 2)
        #expect(try ann.listen { $0.packets.count >= 5 })
        #expect(try bob.listen { $0.packets.count >= 5 })
        studio.engine.post(.bridge(LegID(high: 0, low: 1), LegID(high: 0, low: 2)))
        // Until the relay is there, the kernel drops what is said: say it again until it is heard.
        #expect(
            try ann.listen { ear in
                try? speak(bob, to: toBob, count: 1, fill: 0xB0)
                return ear.packets.contains { $0.payload.allSatisfy { $0 == 0xB0 } }
            })
        #expect(
            try bob.listen { ear in
                try? speak(ann, to: toAnn, count: 1, fill: 0xA0)
                return ear.packets.contains { $0.payload.allSatisfy { $0 == 0xA0 } }
            })
        for (ear, stream, fill) in [(ann, toAnn, UInt8(0xB0)), (bob, toBob, 0xA0)] {
            let first = try #require(ear.packets.firstIndex { $0.payload.allSatisfy { $0 == fill } })
            let voice = ear.packets[first].header
            let music = ear.packets[first - 1].header
            #expect(voice.ssrc == stream.ssrc && voice.ssrc == music.ssrc)
            #expect(voice.marker)
            #expect(voice.sequence == music.sequence &+ 1)
            let step = Int32(bitPattern: voice.timestamp &- music.timestamp)
            #expect(step > 0 && step < 8 * 5000)
            #expect(
                !ear.packets[first...].contains { $0.payload.contains { $0 != fill } }, "the music has ended")
        }
        studio.engine.post(.close(LegID(high: 0, low: 1), why: "BYE"))
        studio.engine.post(.close(LegID(high: 0, low: 2), why: "BYE"))
        #expect(try ann.listen { $0.reports.contains { compound($0.bytes).contains { $0.type == 203 } } })
        #expect(try bob.listen { $0.reports.contains { compound($0.bytes).contains { $0.type == 203 } } })
    }

    @Test func `nothing from a stranger is forwarded`() throws {
        let studio = Studio()
        var ann = try Ear()
        let bob = try Ear()
        let stranger = try Ear()
        _ = try studio.play(to: ann, call: 1)
        let toBob = try studio.play(to: bob, call: 2)
        studio.engine.post(.bridge(LegID(high: 0, low: 1), LegID(high: 0, low: 2)))
        #expect(
            try ann.listen { ear in
                try? speak(stranger, to: toBob, count: 3, fill: 0xEE)
                try? speak(bob, to: toBob, count: 1, fill: 0xB0)
                return ear.packets.contains { $0.payload.allSatisfy { $0 == 0xB0 } }
            })
        #expect(!ann.packets.contains { $0.payload.allSatisfy { $0 == 0xEE } })
    }

    @Test func `a leg without an address begins when it is aimed, and stops while the far end holds`() throws
    {
        let studio = Studio()
        var ann = try Ear()
        let id = LegID(high: 0, low: 1)
        studio.engine.post(.open(id, .listen(near: ann.rtp.local, .pcma)))
        guard case .legOpened(id, let stream) = try studio.next() else {
            Issue.record("the leg did not open")
            return
        }
        studio.engine.post(.play(id, programme: "default"))
        var media = RemoteMedia(target: MediaTarget(remote: ann.rtp.local, codec: .pcmu))
        studio.engine.post(.aim(id, media))
        #expect(try ann.listen { $0.packets.count >= 5 })
        #expect(ann.packets[0].header.payloadType == 0)
        #expect(ann.packets[0].header.sequence == stream.firstSequence)
        media.hears = false
        studio.engine.post(.aim(id, media))
        #expect(try ann.listen { !$0.rtp.waitUntilReadable(SystemClock.now + .milliseconds(60)) })
        let before = try #require(ann.packets.last).header
        let count = ann.packets.count
        media.hears = true
        studio.engine.post(.aim(id, media))
        #expect(try ann.listen { $0.packets.count >= count + 3 })
        let after = ann.packets[count].header
        #expect(after.sequence == before.sequence &+ 1)
        #expect(after.marker && after.ssrc == before.ssrc)
        let gap = (ann.packets[count].time - ann.packets[count - 1].time).milliseconds
        #expect(abs(Int64(after.timestamp &- before.timestamp) - gap * 8) < 240)
    }

    @Test func `a leg that cannot be aimed falls silent, and sends again when it can`() throws {
        let studio = Studio()
        var ann = try Ear()
        _ = try studio.play(to: ann)
        #expect(try ann.listen { $0.packets.count >= 3 })
        let id = LegID(high: 0, low: 1)
        for nowhere in ["[2001:db8::1]:4000", "0.0.0.0:\(ann.rtp.local.port)"] {
            let target = MediaTarget(remote: SocketAddress(nowhere)!, codec: .pcmu)
            studio.engine.post(.aim(id, RemoteMedia(target: target)))
            #expect(try ann.listen { !$0.rtp.waitUntilReadable(SystemClock.now + .milliseconds(60)) })
            let count = ann.packets.count
            let back = MediaTarget(remote: ann.rtp.local, codec: .pcmu)
            studio.engine.post(.aim(id, RemoteMedia(target: back)))
            #expect(try ann.listen { $0.packets.count >= count + 3 })
        }
    }
}
