// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Signaling
import Testing

typealias Usage = InviteUsage<TextSession>

let phone = SocketAddress(IPAddress(v4: 0x7F00_0002), 5060)
let ours = SocketAddress(IPAddress(v4: 0x7F00_0001), 10_000)
let acceptance = Acceptance(local: ours, reason: "Parked at 701")

func at(_ seconds: Double) -> Instant { .zero + .seconds(seconds) }

/// A call that came with an offer, or without one, and was accepted at time zero.
func answeredCall(offer: String? = "port 4000") -> Usage {
    var usage = Usage(sessionID: 1)
    _ = usage.handle(
        .invited(1, Invitation(user: "park", source: phone), body: offer.map(text)), at: .zero)
    _ = usage.handle(.ordered(.accept(acceptance)), at: .zero)
    return usage
}

func confirmedCall() -> Usage {
    var usage = answeredCall()
    _ = usage.handle(.acknowledged(1, body: nil), at: .zero)
    return usage
}

@Suite struct CalleeTests {
    @Test func `a call is reported with what it can hear, accepted, and confirmed by its ACK`() {
        var usage = Usage(sessionID: 1)
        let invitation = Invitation(user: "park", source: phone)
        var seen = invitation
        seen.offer = media(4000)
        #expect(
            usage.handle(.invited(1, invitation, body: text("port 4000")), at: at(0)) == [
                .report(.invited(seen))
            ])
        #expect(
            usage.handle(.ordered(.accept(acceptance)), at: at(1))
                == [.accept(1, acceptance, body: text("answer 1 to 4000"))])
        #expect(usage.nextDeadline == at(33))
        #expect(usage.handle(.acknowledged(1, body: nil), at: at(2)) == [.report(.confirmed(nil))])
        #expect(usage.nextDeadline == nil)
        #expect(
            usage.handle(.requested(2, method: "BYE", body: nil), at: at(3))
                == [.respond(2, .ok()), .report(.ended(why: "hung up by the far end"))])
        #expect(usage.isOver)
    }

    @Test func `a call without an offer is made one in the 200 and answers in the ACK`() {
        var usage = Usage(sessionID: 1)
        let invitation = Invitation(user: "moh", source: phone)
        #expect(
            usage.handle(.invited(1, invitation, body: nil), at: at(0)) == [.report(.invited(invitation))])
        #expect(
            usage.handle(.ordered(.accept(acceptance)), at: at(0))
                == [.accept(1, acceptance, body: text("offer 1"))])
        #expect(
            usage.handle(.acknowledged(1, body: text("port 4002")), at: at(1)) == [
                .report(.confirmed(media(4002)))
            ])
    }

    @Test(arguments: [nil, "nonsense", "no codec"])
    func `an ACK that owes an answer and brings none ends the call`(answer: String?) {
        var usage = answeredCall(offer: nil)
        #expect(
            usage.handle(.acknowledged(1, body: answer.map(text)), at: at(1))
                == [.bye(why: "the ACK held no usable answer")])
        #expect(
            usage.handle(.byeAnswered, at: at(2)) == [.report(.ended(why: "the ACK held no usable answer"))])
    }

    @Test(arguments: [("nonsense", 400), ("no codec", 488)])
    func `an offer that cannot be used is refused and never reported`(offer: String, status: Int) {
        var usage = Usage(sessionID: 1)
        let effects = usage.handle(
            .invited(1, Invitation(user: "park", source: phone), body: text(offer)), at: at(0))
        #expect(effects.count == 1)
        guard case .respond(1, let answer) = effects[0] else {
            Issue.record("\(effects)")
            return
        }
        #expect(answer.status == status)
        #expect(usage.isOver)
    }

    @Test func `a refused call is over at once`() {
        var usage = Usage(sessionID: 1)
        _ = usage.handle(.invited(1, Invitation(user: "701", source: phone), body: nil), at: at(0))
        #expect(
            usage.handle(.ordered(.refuse(status: 486, reason: "Busy Here")), at: at(0))
                == [
                    .respond(1, UsageAnswer(486, "Busy Here")),
                    .report(.ended(why: "refused: 486 Busy Here")),
                ])
        #expect(usage.handle(.ordered(.hangUp(why: "late")), at: at(1)) == [])
    }

    @Test func `an answer that is never acknowledged ends in a BYE after 32 seconds`() {
        var usage = answeredCall()
        #expect(usage.handle(.deadline, at: at(31.9)) == [])
        #expect(
            usage.handle(.deadline, at: at(32)) == [.bye(why: "the far end did not acknowledge the answer")])
        #expect(usage.nextDeadline == at(64))
        #expect(
            usage.handle(.deadline, at: at(64))
                == [.report(.ended(why: "the far end did not acknowledge the answer"))])
    }

    @Test func `a CANCEL before the answer gets 487, and after it nothing`() {
        var usage = Usage(sessionID: 1)
        _ = usage.handle(.invited(1, Invitation(user: "701", source: phone), body: nil), at: at(0))
        #expect(
            usage.handle(.cancelled, at: at(0))
                == [.respond(1, .cancelled), .report(.ended(why: "cancelled by the far end"))])
        #expect(usage.handle(.ordered(.accept(acceptance)), at: at(1)) == [])

        var answered = answeredCall()
        #expect(answered.handle(.cancelled, at: at(0)) == [])
        #expect(answered.handle(.acknowledged(1, body: nil), at: at(1)) == [.report(.confirmed(nil))])
    }

    @Test func `a BYE before the answer also ends the INVITE`() {
        var usage = Usage(sessionID: 1)
        _ = usage.handle(.invited(1, Invitation(user: "701", source: phone), body: nil), at: at(0))
        #expect(
            usage.handle(.requested(2, method: "BYE", body: nil), at: at(0)) == [
                .respond(2, .ok()), .respond(1, .cancelled), .report(.ended(why: "hung up by the far end")),
            ])
    }

    @Test func `a BYE before the ACK is obeyed`() {
        var usage = answeredCall()
        #expect(
            usage.handle(.requested(2, method: "BYE", body: nil), at: at(1))
                == [.respond(2, .ok()), .report(.ended(why: "hung up by the far end"))])
    }

    @Test func `our own BYE waits for the ACK`() {
        var usage = answeredCall()
        #expect(usage.handle(.ordered(.hangUp(why: "released")), at: at(1)) == [])
        #expect(usage.handle(.acknowledged(1, body: nil), at: at(2)) == [.bye(why: "released")])
        #expect(usage.handle(.byeAnswered, at: at(3)) == [.report(.ended(why: "released"))])
    }

    @Test func `two BYEs that cross are both answered`() {
        var usage = confirmedCall()
        #expect(usage.handle(.ordered(.hangUp(why: "released")), at: at(1)) == [.bye(why: "released")])
        #expect(
            usage.handle(.requested(2, method: "BYE", body: nil), at: at(1))
                == [.respond(2, .ok()), .report(.ended(why: "released"))])
        #expect(usage.handle(.byeAnswered, at: at(2)) == [])
    }
}
