// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Signaling
import Testing

@Suite struct RenegotiationTests {
    @Test func `a re-INVITE with an offer is answered and its change reported`() {
        var usage = confirmedCall()
        #expect(
            usage.handle(.requested(2, method: "INVITE", body: text("port 5000")), at: at(1))
                == [.respond(2, .ok(text("answer 2 to 5000"))), .report(.mediaChanged(media(5000)))])
        #expect(usage.nextDeadline == at(33))
        #expect(usage.handle(.acknowledged(2, body: nil), at: at(2)) == [])
        #expect(usage.nextDeadline == nil)
    }

    @Test func `a re-INVITE that changes nothing is answered and not reported`() {
        var usage = confirmedCall()
        #expect(
            usage.handle(.requested(2, method: "INVITE", body: text("port 4000")), at: at(1))
                == [.respond(2, .ok(text("answer 2 to 4000")))])
    }

    @Test func `a re-INVITE without an offer gets ours, and the ACK brings the answer`() {
        var usage = confirmedCall()
        #expect(
            usage.handle(.requested(2, method: "INVITE", body: nil), at: at(1))
                == [.respond(2, .ok(text("offer 2")))])
        #expect(
            usage.handle(.acknowledged(2, body: text("port 5000")), at: at(2))
                == [.report(.mediaChanged(media(5000)))])
    }

    @Test(arguments: [("no codec", 488), ("nonsense", 400)])
    func `an offer that cannot be used changes nothing`(offer: String, status: Int) {
        for method in ["INVITE", "UPDATE"] {
            var usage = confirmedCall()
            let effects = usage.handle(.requested(2, method: method, body: text(offer)), at: at(1))
            guard effects.count == 1, case .respond(2, let answer) = effects[0] else {
                Issue.record("\(effects)")
                return
            }
            #expect(answer.status == status)
            #expect(usage.nextDeadline == nil)
            #expect(
                usage.handle(.requested(3, method: "INVITE", body: text("port 4000")), at: at(1))
                    == [.respond(3, .ok(text("answer 2 to 4000")))])
        }
    }

    @Test func `a re-INVITE that is never acknowledged ends the call`() {
        var usage = confirmedCall()
        _ = usage.handle(.requested(2, method: "INVITE", body: nil), at: at(1))
        #expect(
            usage.handle(.deadline, at: at(33)) == [.bye(why: "the far end did not acknowledge the answer")])
    }

    @Test func `a second INVITE before the first is answered has to wait`() {
        var usage = Usage(sessionID: 1)
        _ = usage.handle(.invited(1, Invitation(user: "701", source: phone), body: nil), at: at(0))
        #expect(
            usage.handle(.requested(2, method: "INVITE", body: nil), at: at(0)) == [.respond(2, .tooEarly(2))]
        )
        #expect((1...10).contains(UsageAnswer.tooEarly(2).retryAfter ?? 0))
    }

    @Test func `a re-INVITE before the ACK has to wait, and meets glare where the ACK owes an answer`() {
        var answered = answeredCall()
        #expect(
            answered.handle(.requested(2, method: "INVITE", body: text("port 5000")), at: at(1))
                == [.respond(2, .tooEarly(2))])
        var offering = answeredCall(offer: nil)
        #expect(
            offering.handle(.requested(2, method: "INVITE", body: text("port 5000")), at: at(1))
                == [.respond(2, .glare)])
    }

    @Test func `an UPDATE with an offer is answered, even before the ACK`() {
        var usage = answeredCall()
        #expect(
            usage.handle(.requested(2, method: "UPDATE", body: text("port 5000")), at: at(1))
                == [.respond(2, .ok(text("answer 2 to 5000"))), .report(.mediaChanged(media(5000)))])
        #expect(usage.handle(.acknowledged(1, body: nil), at: at(1)) == [.report(.confirmed(nil))])
    }

    @Test func `an UPDATE without an offer is a refresh`() {
        var usage = confirmedCall()
        #expect(usage.handle(.requested(2, method: "UPDATE", body: nil), at: at(1)) == [.respond(2, .ok())])
    }

    @Test func `an UPDATE whose offer crosses an open one is refused`() {
        var offering = answeredCall(offer: nil)
        #expect(
            offering.handle(.requested(2, method: "UPDATE", body: text("port 5000")), at: at(1))
                == [.respond(2, .glare)])
        var unanswered = Usage(sessionID: 1)
        _ = unanswered.handle(
            .invited(1, Invitation(user: "701", source: phone), body: text("port 4000")), at: at(0))
        #expect(
            unanswered.handle(.requested(2, method: "UPDATE", body: text("port 5000")), at: at(0))
                == [.respond(2, .tooEarly(2))])
    }

    @Test(arguments: [
        ("INFO", 200), ("OPTIONS", 200), ("REFER", 603), ("SUBSCRIBE", 489), ("NOTIFY", 489), ("PRACK", 481),
        ("MESSAGE", 405), ("FROBNICATE", 405),
    ])
    func `every other request within a call has its answer`(method: String, status: Int) {
        var usage = confirmedCall()
        let effects = usage.handle(.requested(2, method: method, body: nil), at: at(1))
        guard effects.count == 1, case .respond(2, let answer) = effects[0] else {
            Issue.record("\(effects)")
            return
        }
        #expect(answer.status == status)
        #expect(!usage.isOver)
    }
}
