// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Signaling

@Suite struct SDPDialogTests {
    static let far = SocketAddress("198.51.100.7:4000")!

    @Test func `an offer of ours is written byte for byte as written down`() {
        var session = SDPSession(sessionID: 77)
        let media =
            "m=audio 30000 RTP/AVP 0 8 101\na=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\n"
            + "a=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:20\n"
        #expect(
            session.offer(local: SDPOffers.local, onlySends: false) == SDPOffers.answer(media + "a=sendrecv"))
        #expect(
            session.offer(local: SDPOffers.local, onlySends: true)
                == SDPOffers.answer(media + "a=sendonly", version: 2))
    }

    @Test(arguments: [false, true], [false, true])
    func `two sessions agree in every direction`(_ offererOnlySends: Bool, _ answererOnlySends: Bool) throws {
        var here = SDPSession(sessionID: 1)
        var there = SDPSession(sessionID: 2)
        let offer = here.offer(local: SDPOffers.local, onlySends: offererOnlySends)
        let seen = try SDPSession.inspect(offer)
        #expect(seen.target == MediaTarget(remote: SDPOffers.local, codec: .pcmu))
        #expect(seen.eventPayloadType == 101)
        #expect(seen.hears == !offererOnlySends)
        #expect(seen.speaks)
        let answer = try there.answer(offer, local: Self.far, onlySends: answererOnlySends)
        let agreed = try here.accept(answer: answer)
        #expect(agreed.target == MediaTarget(remote: Self.far, codec: .pcmu))
        #expect(agreed.eventPayloadType == 101)
        #expect(agreed.hears == (offererOnlySends || !answererOnlySends))
        #expect(agreed.speaks == !offererOnlySends)
    }

    @Test func `an answer that forgets the direction is not heard where we only send`() throws {
        var session = SDPSession(sessionID: 77)
        _ = session.offer(local: SDPOffers.local, onlySends: true)
        let media = try session.accept(answer: SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 8")))
        #expect(media == RemoteMedia(target: MediaTarget(remote: Self.far, codec: .pcma), speaks: false))
    }

    @Test func `the version counts changes, not answers`() throws {
        var session = SDPSession(sessionID: 77)
        let offer = SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0"))
        let held = SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0\na=sendonly"))
        let first = try session.answer(offer, local: SDPOffers.local, onlySends: false)
        #expect(try session.answer(offer, local: SDPOffers.local, onlySends: false) == first)
        #expect(Self.origin(first) == "o=- 77 1 IN IP4 192.0.2.10")
        let second = try session.answer(held, local: SDPOffers.local, onlySends: false)
        #expect(Self.origin(second) == "o=- 77 2 IN IP4 192.0.2.10")
        #expect(throws: SDPFailure.self) { try session.answer([], local: SDPOffers.local, onlySends: false) }
        let third = try session.answer(offer, local: SDPOffers.local, onlySends: false)
        #expect(Self.origin(third) == "o=- 77 3 IN IP4 192.0.2.10")
    }

    @Test func `the origin stays when the media moves`() throws {
        var session = SDPSession(sessionID: 77)
        _ = session.offer(local: SDPOffers.local, onlySends: false)
        let moved = session.offer(local: SocketAddress("[2001:db8::1]:4")!, onlySends: false)
        #expect(Self.origin(moved) == "o=- 77 2 IN IP4 192.0.2.10")
        #expect(String(decoding: moved, as: UTF8.self).contains("\r\nc=IN IP6 2001:db8::1\r\n"))
    }

    @Test func `media lines may be added and not left out`() throws {
        var session = SDPSession(sessionID: 77)
        let one = SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0"))
        let two = SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 34"))
        _ = try session.answer(one, local: SDPOffers.local, onlySends: false)
        _ = try session.answer(two, local: SDPOffers.local, onlySends: false)
        let failure = #expect(throws: SDPFailure.self) {
            try session.answer(one, local: SDPOffers.local, onlySends: false)
        }
        #expect(failure?.status == 400)
        #expect(failure?.description.contains("1 media lines, the one before had 2") == true)
    }

    @Test func `a later offer of ours keeps lines, transports and payload numbers`() throws {
        var session = SDPSession(sessionID: 77)
        let offer = SDPOffers.offer(
            "m=video 5000 RTP/AVP 34\nm=audio 4000 RTP/AVPF 97 101\na=rtpmap:97 PCMA/8000\na=rtpmap:101 opus/48000/2"
        )
        _ = try session.answer(SDPOffers.wire(offer), local: SDPOffers.local, onlySends: true)
        let ours = session.offer(local: SDPOffers.local, onlySends: false)
        #expect(
            String(decoding: ours, as: UTF8.self)
                == String(
                    decoding: SDPOffers.answer(
                        "m=video 0 RTP/AVP 34\nm=audio 30000 RTP/AVPF 0 97 96\na=rtpmap:0 PCMU/8000\n"
                            + "a=rtpmap:97 PCMA/8000\na=rtpmap:96 telephone-event/8000\na=fmtp:96 0-16\n"
                            + "a=ptime:20\na=sendrecv", version: 2), as: UTF8.self))
        let answer = SDPOffers.offer(
            "m=video 0 RTP/AVP 34\nm=audio 4000 RTP/AVPF 97 96\na=rtpmap:97 PCMA/8000\n"
                + "a=rtpmap:96 telephone-event/8000\na=recvonly")
        let media = try session.accept(answer: SDPOffers.wire(answer))
        let target = MediaTarget(remote: Self.far, codec: .pcma, payloadType: 97)
        #expect(media == RemoteMedia(target: target, eventPayloadType: 96, speaks: false))
    }

    @Test(arguments: [
        ("m=audio 0 RTP/AVP 0", 488, "refuses the audio"),
        ("m=audio 4000 RTP/AVP 18", 488, "Offered: G729/8000"),
        ("m=audio 4000 RTP/AVP 0\nm=video 0 RTP/AVP 34", 400, "2 media lines, the offer had 1"),
        ("", 400, "0 media lines"),
        ("m=video 4000 RTP/AVP 34", 488, "refuses the audio"),
    ])
    func `an answer that does not fit the offer is refused, and a better one may follow`(
        _ media: String, _ status: Int, _ says: String
    ) throws {
        var session = SDPSession(sessionID: 77)
        _ = session.offer(local: SDPOffers.local, onlySends: false)
        let failure = #expect(throws: SDPFailure.self) {
            try session.accept(answer: SDPOffers.wire(SDPOffers.offer(media)))
        }
        #expect(failure?.status == status)
        #expect(failure?.description.contains(says) == true, "\(String(describing: failure))")
        let good = SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0"))
        #expect(try session.accept(answer: good).target.codec == .pcmu)
        #expect(throws: SDPFailure.self) { try session.accept(answer: good) }
    }

    private static func origin(_ body: [UInt8]) -> String {
        String(decoding: body.split(separator: 10)[1].dropLast(), as: UTF8.self)
    }
}
