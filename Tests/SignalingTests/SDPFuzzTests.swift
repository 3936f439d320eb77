// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Rig
import Testing

@testable import Signaling

@Suite struct SDPFuzzTests {
    static let rounds = 20_000

    @Test(.timeLimit(.minutes(1)))
    func `a spoilt offer is answered line for line or refused`() {
        let good = SDPOffers.all.map { SDPOffers.wire($0.offer) }
        // Good offers outnumber bad ones, so that most rounds get past the first check.
        let seeds = good + good + good + good + SDPFailureTests.cases.map(\.body).filter { $0.count < 900 }
        var mutator = Mutator(seed: 8866)
        var answered = 0
        for round in 0..<Self.rounds {
            let offer = mutator.next(from: seeds)
            var session = SDPSession(sessionID: 77)
            do throws(SDPFailure) {
                let answer = try session.answer(offer, local: SDPOffers.local, onlySends: false)
                answered += 1
                guard Self.mediaLines(answer) == Self.mediaLines(offer), Self.isReadable(answer) else {
                    Issue.record(
                        "round \(round): \(offer) was answered by \(String(decoding: answer, as: UTF8.self))")
                    return
                }
            } catch {
                #expect([400, 488].contains(error.status))
            }
        }
        // A body that refuses everything would prove nothing.
        #expect(answered > Self.rounds / 10)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a spoilt answer is taken or refused, and never taken twice`() throws {
        var there = SDPSession(sessionID: 1)
        var offerer = SDPSession(sessionID: 2)
        let offer = offerer.offer(local: SDPOffers.local, onlySends: false)
        let seeds =
            [try there.answer(offer, local: SDPDialogTests.far, onlySends: false)]
            + SDPOffers.all.map { SDPOffers.wire($0.offer) }
        var mutator = Mutator(seed: 3264)
        var taken = 0
        for _ in 0..<Self.rounds {
            let answer = mutator.next(from: seeds)
            var session = offerer
            guard (try? session.accept(answer: answer)) != nil else { continue }
            taken += 1
            #expect(throws: SDPFailure.self) { try session.accept(answer: answer) }
        }
        #expect(taken > Self.rounds / 10)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "a=rtpmap:96 PCMU/8000\r\n", "a=x\r\n", "c=IN IP4 10.0.0.1\r\n", "b=AS:1\r\n", "k=clear:x\r\n",
            "e=x\r\n",
            "t=0 0\r\nr=1 1 1\r\n", "i=x\r\n", "96 ", "\r\n", "v=0\r\n", "z=1 1 ", "a=fmtp:96 x\r\n",
        ])
    func `a body filled with one thing is dealt with quickly`(_ piece: String) {
        for prefix in [
            "m=audio 4000 RTP/AVP 96 ", "m=audio 4000 RTP/AVP 96\r\n", "m=image 4000 udptl t38 ", "",
        ] {
            var body = SDPOffers.wire(SDPOffers.offer("")) + Array(prefix.utf8)
            body += Array(
                String(repeating: piece, count: (SDPParser.mostBytes - body.count) / piece.utf8.count).utf8)
            var session = SDPSession(sessionID: 77)
            if let answer = try? session.answer(body, local: SDPOffers.local, onlySends: false) {
                #expect(Self.mediaLines(answer) == Self.mediaLines(body))
            }
        }
    }

    /// Lines that begin with `m=`, counted without the parser.
    private static func mediaLines(_ body: [UInt8]) -> Int {
        body.split { $0 == 10 || $0 == 13 }.count { line in
            line.drop { $0 == 32 || $0 == 9 }.starts(with: "m=".utf8)
        }
    }

    private static func isReadable(_ answer: [UInt8]) -> Bool {
        (try? SDPSession.inspect(answer))?.target.remote == SDPOffers.local
    }
}
