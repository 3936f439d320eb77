// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Signaling

@Suite struct SDPFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var body: [UInt8]
        var status: Int
        /// A part of the sentence.
        var says: String

        init(_ name: String, _ body: [UInt8], _ status: Int, _ says: String) {
            (self.name, self.body, self.status, self.says) = (name, body, status, says)
        }

        init(_ name: String, _ lines: String, _ status: Int, _ says: String) {
            self.init(name, SDPOffers.wire(lines), status, says)
        }

        var testDescription: String { name }
    }

    private static func audio(_ connection: String?) -> String {
        SDPOffers.offer("m=audio 4000 RTP/AVP 0", connection: connection)
    }

    static let cases = [
        Case("an empty body", [], 400, "is empty"),
        Case("a body of blank lines", Array("\r\n\n \r".utf8), 400, "is empty"),
        Case("a body that is no SDP", Array("<xml/>".utf8), 400, "cannot be read"),
        Case(
            "no version", "o=- 1 1 IN IP4 198.51.100.7\ns=-\nt=0 0\nm=audio 4000 RTP/AVP 0", 400,
            "cannot be read"),
        Case(
            "another version", "v=1\no=- 1 1 IN IP4 198.51.100.7\ns=-\nm=audio 4000 RTP/AVP 0", 400,
            "cannot be read"),
        Case("no origin", "v=0\ns=-\nc=IN IP4 198.51.100.7\nt=0 0\nm=audio 4000 RTP/AVP 0", 400, "No o="),
        Case("a NUL", SDPOffers.wire(audio("IN IP4 198.51.100.7")) + [0], 400, "NUL"),
        Case("65,537 bytes", [UInt8](repeating: 97, count: 65_537), 400, "65536"),
        Case(
            "33 media lines",
            SDPOffers.offer(Array(repeating: "m=audio 4000 RTP/AVP 0", count: 33).joined(separator: "\n")),
            400, "32"),
        Case(
            "thousands of media lines",
            SDPOffers.offer(Array(repeating: "m=audio 0 RTP/AVP 0", count: 3000).joined(separator: "\n")),
            400, "3000"),
        Case("a negative port", SDPOffers.offer("m=audio -1 RTP/AVP 0"), 400, "65535"),
        Case("port 65536", SDPOffers.offer("m=audio 65536 RTP/AVP 0"), 400, "65535"),
        Case("an endless port", SDPOffers.offer("m=audio 99999999999999999999999 RTP/AVP 0"), 400, "65535"),
        Case(
            "a large port of a line that is refused",
            SDPOffers.offer("m=audio 4 RTP/AVP 0\nm=video 70000 RTP/AVP 9"), 400, "65535"),
        Case("a format that is no token", SDPOffers.offer("m=image 4000 udptl ("), 400, "8866"),
        Case("a transport that is no token", SDPOffers.offer("m=image 4000 // t38"), 400, "8866"),
        Case("a hexadecimal port", SDPOffers.offer("m=image 0x10 //"), 400, "needs"),
        Case("a hexadecimal port and a format", SDPOffers.offer("m=image 0x10 udptl //"), 400, "65535"),
        Case("a signed port", SDPOffers.offer("m=audio +4000 RTP/AVP 0"), 400, "65535"),
        Case("no format", SDPOffers.offer("m=audio 4000 RTP/AVP"), 400, "format"),
        Case("a payload type above 127", SDPOffers.offer("m=audio 4000 RTP/AVP 300"), 400, "cannot be read"),
        Case(
            "a format in Latin-1",
            SDPOffers.wire(SDPOffers.offer("m=image 4 udptl t38")).dropLast(2) + [0xE9, 13, 10], 400, "8866"),
        Case("no address", audio(nil), 400, "no c= line"),
        Case("a network of another kind", audio("ATM NSAP 1.2.3.4"), 400, "cannot be read"),
        Case("an address of the other type", audio("IN IP4 2001:db8::1"), 400, "type"),
        Case("an IPv4 address called IPv6", audio("IN IP6 198.51.100.7"), 400, "type"),
        Case("a host name", audio("IN IP4 phone.example.com"), 488, "phone.example.com"),
        Case("an IPv4 group", audio("IN IP4 224.2.36.42/127"), 488, "many hosts"),
        Case("the last IPv4 group", audio("IN IP4 239.255.255.255/127"), 488, "many hosts"),
        Case("an IPv6 group", audio("IN IP6 ff15::101"), 488, "many hosts"),
        Case("a mapped group", audio("IN IP6 ::ffff:224.0.0.1"), 488, "many hosts"),
        Case("broadcast", audio("IN IP4 255.255.255.255"), 488, "many hosts"),
        Case("no media line", SDPOffers.offer(""), 488, "Offered: nothing"),
        Case("audio switched off", SDPOffers.offer("m=audio 0 RTP/AVP 0"), 488, "audio on port 0"),
        Case("only encrypted audio", SDPOffers.offer("m=audio 4000 RTP/SAVP 0"), 488, "RTP/SAVP"),
        Case("only a fax", SDPOffers.offer("m=image 4000 udptl t38"), 488, "image on port 4000 by udptl"),
        Case(
            "no codec of ours",
            SDPOffers.offer(
                "m=audio 4000 RTP/AVP 18 96 101\na=rtpmap:96 opus/48000/2\na=rtpmap:101 telephone-event/8000"),
            488, "Offered: G729/8000, opus/48000/2, telephone-event/8000. Accepted: PCMU/8000, PCMA/8000."),
        Case("only dummy formats", SDPOffers.offer("m=audio 4000 RTP/AVP 100 102"), 488, "payload type 100"),
    ]

    @Test(arguments: cases)
    func `a description that cannot be used is refused in words`(_ example: Case) {
        Self.expect(example) { try SDPSession.inspect(example.body) }
        Self.expect(example) {
            var session = SDPSession(sessionID: 77)
            return try session.answer(example.body, local: SDPOffers.local, onlySends: false)
        }
    }

    private static func expect<T>(_ example: Case, _ attempt: () throws -> T) {
        let failure = #expect(throws: SDPFailure.self) { try attempt() }
        #expect(failure?.status == example.status)
        let text = failure?.description ?? ""
        #expect(text.contains(example.says), "\(text)")
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func `a sentence shows no control characters of the far end, and not all of a long list`() throws {
        let formats = (96...127).map(String.init).joined(separator: " ")
        let maps = (96...127).map { "a=rtpmap:\($0) x\u{1B}[2J\(String(repeating: "y", count: 99))/8000" }
        let offer = SDPOffers.offer("m=audio 4000 RTP/AVP \(formats)\n" + maps.joined(separator: "\n"))
        let failure = #expect(throws: SDPFailure.self) { try SDPSession.inspect(SDPOffers.wire(offer)) }
        let text = try #require(failure).description
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(text.count < 500)
    }
}
