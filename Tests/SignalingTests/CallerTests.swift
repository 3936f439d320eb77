// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Signaling
import Testing

@Suite struct CallerTests {
    private func placedCall() -> Usage {
        var usage = Usage(sessionID: 1)
        #expect(
            usage.handle(.placed(local: ours, onlySends: false), at: at(0)) == [
                .invite(body: text("offer 1"))
            ])
        return usage
    }

    @Test func `a call that is answered is acknowledged and confirmed`() {
        var usage = placedCall()
        #expect(usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(1)) == [])
        #expect(
            usage.handle(.responded(status: 200, reason: "OK", body: text("port 4000")), at: at(2))
                == [.acknowledge, .report(.confirmed(media(4000)))])
        #expect(usage.nextDeadline == nil)
        #expect(usage.handle(.ordered(.hangUp(why: "done")), at: at(3)) == [.bye(why: "done")])
        #expect(usage.handle(.byeAnswered, at: at(3)) == [.report(.ended(why: "done"))])
    }

    @Test func `a call that is refused is over`() {
        var usage = placedCall()
        #expect(
            usage.handle(.responded(status: 486, reason: "Busy Here", body: nil), at: at(1))
                == [.report(.ended(why: "refused by the far end: 486 Busy Here"))])
    }

    @Test(arguments: [nil, "nonsense", "no codec"])
    func `a 200 without a usable answer is acknowledged and ended`(answer: String?) {
        var usage = placedCall()
        #expect(
            usage.handle(.responded(status: 200, reason: "OK", body: answer.map(text)), at: at(1))
                == [.acknowledge, .bye(why: "the 200 held no usable answer")])
        #expect(
            usage.handle(.byeAnswered, at: at(1)) == [.report(.ended(why: "the 200 held no usable answer"))])
    }

    @Test func `a CANCEL waits for the first provisional response`() {
        var usage = placedCall()
        #expect(usage.handle(.ordered(.hangUp(why: "gave up")), at: at(1)) == [])
        #expect(usage.handle(.responded(status: 100, reason: "Trying", body: nil), at: at(2)) == [.cancel])
        #expect(usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(2)) == [])
        #expect(
            usage.handle(.responded(status: 487, reason: "Request Terminated", body: nil), at: at(3))
                == [.report(.ended(why: "gave up"))])
    }

    @Test func `a 200 that crosses the CANCEL is acknowledged and ended`() {
        var usage = placedCall()
        _ = usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(1))
        #expect(usage.handle(.ordered(.hangUp(why: "gave up")), at: at(2)) == [.cancel])
        #expect(
            usage.handle(.responded(status: 200, reason: "OK", body: text("port 4000")), at: at(2))
                == [.acknowledge, .bye(why: "gave up")])
        #expect(usage.handle(.byeAnswered, at: at(3)) == [.report(.ended(why: "gave up"))])
    }

    @Test func `a 200 that comes instead of a provisional response is ended as well`() {
        var usage = placedCall()
        #expect(usage.handle(.ordered(.hangUp(why: "gave up")), at: at(1)) == [])
        #expect(
            usage.handle(.responded(status: 200, reason: "OK", body: text("port 4000")), at: at(2))
                == [.acknowledge, .bye(why: "gave up")])
    }

    @Test func `a CANCEL that nobody answers is over after 32 seconds`() {
        var usage = placedCall()
        _ = usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(1))
        _ = usage.handle(.ordered(.hangUp(why: "gave up")), at: at(2))
        #expect(usage.nextDeadline == at(34))
        #expect(usage.handle(.deadline, at: at(34)) == [.report(.ended(why: "gave up"))])
    }

    @Test func `a phone that rings for three minutes is given up`() {
        var usage = placedCall()
        _ = usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(1))
        #expect(usage.handle(.deadline, at: at(180)) == [])
        #expect(usage.handle(.deadline, at: at(181)) == [.cancel])
    }

    @Test func `a call without any response is over in the end`() {
        var usage = placedCall()
        #expect(usage.nextDeadline == at(64))
        #expect(usage.handle(.deadline, at: at(64)) == [.report(.ended(why: "no response"))])
    }

    @Test func `requests of a phone that still rings are refused without harm`() {
        var usage = placedCall()
        _ = usage.handle(.responded(status: 180, reason: "Ringing", body: nil), at: at(1))
        #expect(
            usage.handle(.requested(1, method: "INVITE", body: text("port 4000")), at: at(1))
                == [.respond(1, .glare)])
        #expect(
            usage.handle(.requested(2, method: "UPDATE", body: text("port 4000")), at: at(1))
                == [.respond(2, .glare)])
        #expect(usage.handle(.requested(3, method: "BYE", body: nil), at: at(1)) == [.respond(3, .noDialog)])
        #expect(
            usage.handle(.responded(status: 200, reason: "OK", body: text("port 4000")), at: at(2))
                == [.acknowledge, .report(.confirmed(media(4000)))])
    }
}
