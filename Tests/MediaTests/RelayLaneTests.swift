// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Media

struct RelayLaneTests {
    let now = Instant(nanoseconds: 1_000_000_000)

    func media(_ codec: Codec, payloadType: UInt8? = nil, events: UInt8? = nil) -> RemoteMedia {
        RemoteMedia(
            target: MediaTarget(
                remote: SocketAddress("127.0.0.1:4000")!, codec: codec, payloadType: payloadType),
            eventPayloadType: events)
    }

    func lane(from: RemoteMedia, to: RemoteMedia) -> RelayLane {
        RelayLane(
            incoming: 0, outgoing: 1, from: from, to: to, ssrc: 9, nextSequence: 0xFFFE,
            line: (now + .milliseconds(-1000), 100))
    }

    func packet(
        _ type: UInt8, _ sequence: UInt16, _ timestamp: UInt32, marker: Bool = false, ssrc: UInt32 = 5
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0x21, count: 172)
        bytes.withUnsafeMutableBytes {
            RTPHeader(marker: marker, payloadType: type, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
                .write(to: $0.baseAddress!)
        }
        return bytes
    }

    func forward(_ lane: inout RelayLane, _ bytes: [UInt8], at time: Instant) -> (
        header: RTPHeader, payload: [UInt8]
    )? {
        var bytes = bytes
        return bytes.withUnsafeMutableBytes { buffer in
            guard lane.rewrite(buffer, at: time),
                let (header, payload) = RTPHeader.parse(UnsafeRawBufferPointer(buffer).bytes)
            else { return nil }
            return (header, Array(buffer[payload]))
        }
    }

    @Test func `voice goes on with the numbers of the music, marked at the change`() throws {
        var lane = lane(from: media(.pcmu), to: media(.pcmu))
        let first = try #require(forward(&lane, packet(0, 500, 70_000), at: now))
        #expect(
            first.header
                == RTPHeader(marker: true, payloadType: 0, sequence: 0xFFFE, timestamp: 8100, ssrc: 9))
        let second = try #require(forward(&lane, packet(0, 501, 70_160), at: now + .milliseconds(25)))
        #expect(
            second.header
                == RTPHeader(marker: false, payloadType: 0, sequence: 0xFFFF, timestamp: 8260, ssrc: 9))
        #expect(second.payload == Array(repeating: 0x21, count: 160))
        #expect(lane.nextSequence == 0)
        #expect(lane.progress.sent == (2, 320))
    }

    @Test func `loss and disorder stay as they came`() throws {
        var lane = lane(from: media(.pcmu), to: media(.pcmu))
        let sequences = [10, 12, 11, 15].compactMap {
            forward(&lane, packet(0, $0, 160 * UInt32($0)), at: now)?.header.sequence
        }
        #expect(sequences == [0xFFFE, 0, 0xFFFF, 3])
        #expect(lane.nextSequence == 4)
    }

    @Test func `a new source is joined on without a jump`() throws {
        var lane = lane(from: media(.pcmu), to: media(.pcmu))
        _ = forward(&lane, packet(0, 10, 1600), at: now)
        let next = try #require(forward(&lane, packet(0, 60_000, 5, ssrc: 6), at: now + .milliseconds(20)))
        #expect(
            next.header == RTPHeader(marker: true, payloadType: 0, sequence: 0xFFFF, timestamp: 8260, ssrc: 9)
        )
    }

    @Test func `telephone events pass under the other side's number, and unknown types do not`() throws {
        var lane = lane(from: media(.pcmu, events: 101), to: media(.pcmu, events: 96))
        #expect(forward(&lane, packet(101, 1, 1), at: now)?.header.payloadType == 96)
        #expect(forward(&lane, packet(102, 2, 1), at: now) == nil)
        var deaf = self.lane(from: media(.pcmu, events: 101), to: media(.pcmu))
        #expect(forward(&deaf, packet(101, 1, 1), at: now) == nil)
    }

    @Test func `one law is turned into the other, code by code`() throws {
        var lane = lane(from: media(.pcmu), to: media(.pcma))
        let heard = try #require(forward(&lane, packet(0, 1, 1), at: now))
        #expect(heard.header.payloadType == 8)
        #expect(heard.payload == Array(repeating: G711.aLaw.encode(G711.muLaw.decode(0x21)), count: 160))
    }

    @Test(
        arguments: [[], [0x80], Array(repeating: 0x40, count: 40), Array(repeating: 0xFF, count: 200)]
            as [[UInt8]])
    func `what is no plain RTP is dropped`(bytes: [UInt8]) {
        var lane = lane(from: media(.pcmu), to: media(.pcmu))
        #expect(forward(&lane, bytes, at: now) == nil)
    }
}
