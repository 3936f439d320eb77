// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Signaling

@Suite struct SDPAnswerTests {
    @Test(arguments: SDPOffers.all)
    func `an offer is answered byte for byte as written down`(_ example: SDPOffers.Case) throws {
        var session = SDPSession(sessionID: 77)
        let answer = try session.answer(
            SDPOffers.wire(example.offer), local: SDPOffers.local, onlySends: example.onlySends)
        #expect(
            String(decoding: answer, as: UTF8.self)
                == String(decoding: SDPOffers.answer(example.answer), as: UTF8.self))
    }

    @Test(arguments: ["\n", "\r", "\r\n"], [true, false])
    func `line ends of every kind are read, and the last one may be missing`(_ end: String, _ last: Bool)
        throws
    {
        let lines = SDPOffers.offer("m=audio 4000 RTP/AVP 8").split(separator: "\n").joined(separator: end)
        let media = try SDPSession.inspect(Array((last ? lines + end : lines).utf8))
        #expect(media.target.codec == .pcma)
        #expect(media.target.remote == SocketAddress("198.51.100.7:4000"))
    }

    @Test func `what the far end hears is read from the offer`() throws {
        let media = try SDPSession.inspect(SDPOffers.wire(SDPOffers.phones[2].offer))
        let target = MediaTarget(remote: SocketAddress("10.0.0.31:2240")!, codec: .pcmu)
        #expect(media == RemoteMedia(target: target, eventPayloadType: 127))
    }

    @Test func `a payload number of the offer's own is kept for sending`() throws {
        let offer = SDPOffers.offer("m=audio 4000 RTP/AVP 97\na=rtpmap:97 pcma/8000")
        let media = try SDPSession.inspect(SDPOffers.wire(offer))
        #expect(media.target.payloadType == 97)
        #expect(media.target.codec == .pcma)
        #expect(media.eventPayloadType == nil)
    }

    @Test(arguments: [
        ("IN IP4 203.0.113.9", "203.0.113.9:4000"), ("IN IP6 2001:db8::9", "[2001:db8::9]:4000"),
        ("IN IP6 ::ffff:203.0.113.9", "203.0.113.9:4000"),
    ])
    func `the address of the media line wins over that of the session`(_ line: String, _ expected: String)
        throws
    {
        let offer = SDPOffers.offer("m=audio 4000 RTP/AVP 0\nc=\(line)")
        #expect(try SDPSession.inspect(SDPOffers.wire(offer)).target.remote == SocketAddress(expected))
    }

    @Test func `a line that is refused needs no address`() throws {
        let offer = SDPOffers.offer(
            "m=video 0 RTP/AVP 99\nm=audio 4000 RTP/AVP 0\nc=IN IP4 203.0.113.9\nm=image 5000 udptl t38",
            connection: nil)
        #expect(try SDPSession.inspect(SDPOffers.wire(offer)).target.remote.port == 4000)
    }

    @Test func `an answer from an IPv6 address says so`() throws {
        var session = SDPSession(sessionID: 18_446_744_073_709_551_615)
        let answer = try session.answer(
            SDPOffers.wire(SDPOffers.offer("m=audio 4000 RTP/AVP 0")),
            local: SocketAddress("[2001:db8::1]:65534")!,
            onlySends: false)
        let text = String(decoding: answer, as: UTF8.self)
        #expect(text.contains("\r\no=- 18446744073709551615 1 IN IP6 2001:db8::1\r\n"))
        #expect(text.contains("\r\nc=IN IP6 2001:db8::1\r\n"))
        #expect(text.contains("\r\nm=audio 65534 RTP/AVP 0\r\n"))
    }

    @Test(arguments: [
        ("", 20), ("a=ptime:10", 10), ("a=ptime:20", 20), ("a=ptime:30", 30), ("a=ptime:40", 40),
        ("a=ptime:60", 60),
        ("a=ptime:25", 20), ("a=ptime:0", 20), ("a=ptime:-20", 20), ("a=ptime:x", 20), ("a=PTIME: 30.5", 30),
        ("a=ptime:99999999999999999999", 20), ("a=ptime:60\na=maxptime:40", 20),
        ("a=ptime:30\na=maxptime:30", 30),
        ("a=maxptime:15", 10), ("a=maxptime:19\na=ptime:20", 10), ("a=maxptime:5", 10), ("a=maxptime:0", 20),
    ])
    func `the packet time is the offer's wish within its limit`(_ attributes: String, _ expected: Int) throws
    {
        let offer = SDPOffers.offer("m=audio 4000 RTP/AVP 0\n" + attributes)
        let media = try SDPSession.inspect(SDPOffers.wire(offer))
        #expect(media.target.packetTime == .milliseconds(expected))
        var session = SDPSession(sessionID: 77)
        let answer = try session.answer(SDPOffers.wire(offer), local: SDPOffers.local, onlySends: false)
        #expect(String(decoding: answer, as: UTF8.self).contains("\r\na=ptime:\(expected)\r\n"))
    }

    @Test func `the parser keeps the origin and the order of the lines`() throws {
        let description = try SDPParser.read(SDPOffers.wire(SDPOffers.phones[3].offer))
        #expect(description.origin == SessionDescription.Origin(username: "alice", id: 3231, version: 2112))
        #expect(description.connection == SessionDescription.Connection(family: .v6, host: "2001:db8::20"))
        #expect(description.media.map(\.type) == ["audio", "video"])
        #expect(
            description.media[0].payloads.map(\.description) == [
                "opus/48000/2", "speex/16000", "PCMU/8000", "PCMA/8000", "telephone-event/48000",
                "telephone-event/8000",
            ])
    }
}
