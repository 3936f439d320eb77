// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Signaling

@Suite struct SDPHoldTests {
    struct Hold: Sendable, CustomTestStringConvertible {
        var session = ""
        var media = ""
        var connection = "IN IP4 198.51.100.7"
        var hears: Bool
        var speaks: Bool
        var answer: String
        var musicAnswer: String

        var testDescription: String { "\(connection) \(session) \(media)" }
    }

    static let spellings = [
        Hold(hears: true, speaks: true, answer: "sendrecv", musicAnswer: "sendonly"),
        Hold(media: "a=sendrecv", hears: true, speaks: true, answer: "sendrecv", musicAnswer: "sendonly"),
        Hold(media: "a=sendonly", hears: false, speaks: true, answer: "recvonly", musicAnswer: "recvonly"),
        Hold(media: "a=SendOnly", hears: false, speaks: true, answer: "recvonly", musicAnswer: "recvonly"),
        Hold(media: "a=recvonly", hears: true, speaks: false, answer: "sendonly", musicAnswer: "sendonly"),
        Hold(media: "a=inactive", hears: false, speaks: false, answer: "inactive", musicAnswer: "inactive"),
        Hold(
            session: "a=sendonly\n", hears: false, speaks: true, answer: "recvonly", musicAnswer: "recvonly"),
        Hold(
            session: "a=inactive\n", hears: false, speaks: false, answer: "inactive", musicAnswer: "inactive"),
        Hold(
            session: "a=inactive\n", media: "a=sendrecv", hears: true, speaks: true, answer: "sendrecv",
            musicAnswer: "sendonly"),
        Hold(
            connection: "IN IP4 0.0.0.0", hears: false, speaks: true, answer: "recvonly",
            musicAnswer: "recvonly"),
        Hold(
            connection: "IN IP6 ::", hears: false, speaks: true, answer: "recvonly", musicAnswer: "recvonly"),
        Hold(
            media: "c=IN IP4 0.0.0.0", hears: false, speaks: true, answer: "recvonly", musicAnswer: "recvonly"
        ),
        Hold(
            media: "c=IN IP4 203.0.113.1", connection: "IN IP4 0.0.0.0", hears: true, speaks: true,
            answer: "sendrecv", musicAnswer: "sendonly"),
        Hold(
            media: "a=sendonly", connection: "IN IP4 0.0.0.0", hears: false, speaks: true, answer: "recvonly",
            musicAnswer: "recvonly"),
        Hold(
            media: "a=recvonly", connection: "IN IP4 0.0.0.0", hears: false, speaks: false,
            answer: "inactive",
            musicAnswer: "inactive"),
        Hold(
            media: "a=inactive", connection: "IN IP4 0.0.0.0", hears: false, speaks: false,
            answer: "inactive",
            musicAnswer: "inactive"),
    ]

    @Test(arguments: spellings, ["RTP/AVP", "RTP/AVPF"])
    func `hold is understood in every spelling`(_ hold: Hold, _ transport: String) throws {
        let offer = SDPOffers.wire(
            "v=0\no=- 1 1 IN IP4 198.51.100.7\ns=-\nc=\(hold.connection)\nt=0 0\n\(hold.session)"
                + "m=audio 4000 \(transport) 0\n\(hold.media)")
        let media = try SDPSession.inspect(offer)
        #expect(media.hears == hold.hears)
        #expect(media.speaks == hold.speaks)
        for (onlySends, direction) in [(false, hold.answer), (true, hold.musicAnswer)] {
            var session = SDPSession(sessionID: 77)
            let answer = try session.answer(offer, local: SDPOffers.local, onlySends: onlySends)
            #expect(
                answer
                    == SDPOffers.answer(
                        "m=audio 30000 \(transport) 0\na=rtpmap:0 PCMU/8000\na=ptime:20\na=\(direction)"))
        }
    }
}
