// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Signaling
import Testing

@Suite struct SIPDialogTests {
    /// A server that has taken the phone's call, and the INVITE that made it.
    private func withCall(
        offer: String = RawPhone.offer, t1: Duration = .milliseconds(500), acknowledged: Bool = true,
        _ body: (SIPEnd, RawPhone, LegID, String) throws -> Void
    ) throws {
        let server = try SIPEnd(t1: t1)
        defer { server.stack.stop() }
        let phone = try RawPhone(server.address)
        let invite = phone.request("INVITE", body: offer)
        try phone.send(invite)
        let (leg, _) = try server.nextInvitation()
        server.stack.post(leg, .accept(Acceptance(local: SIPEnd.media)))
        #expect(try phone.final(to: "INVITE").status == 200)
        if acknowledged {
            try phone.send(phone.request("ACK", inDialog: true))
            #expect(try server.next().event == .confirmed(nil))
        }
        try body(server, phone, leg, invite)
    }

    @Test func `a repeated INVITE is one call and gets the same answer`() throws {
        try withCall(acknowledged: false) { (server, phone, _, invite) throws in
            let tag = phone.toTag
            try phone.send(invite)
            #expect(try phone.final(to: "INVITE").status == 200)
            #expect(phone.toTag == tag)
            #expect(server.value("layby_sip_dialogs") == 1)
            #expect(server.value("layby_sip_requests_total") == 1)
            try phone.send(phone.request("ACK", inDialog: true))
            #expect(try server.next().event == .confirmed(nil))
        }
    }

    @Test func `an INVITE that came over two ways is merged`() throws {
        try withCall { (server, phone, _, invite) throws in
            let copy = invite.replacing("branch=z9hG4bK", with: "branch=z9hG4bKother")
            #expect(try phone.ask("INVITE", text: copy).status == 482)
            #expect(server.value("layby_sip_dialogs") == 1)
        }
    }

    @Test func `an answer that nobody acknowledges is repeated and then given up`() throws {
        try withCall(t1: .milliseconds(10), acknowledged: false) { (server, phone, _, _) throws in
            #expect(try phone.final(to: "INVITE").status == 200)
            var bye: String?
            while bye == nil, let text = try phone.receive() { if text.hasPrefix("BYE ") { bye = text } }
            let via = try #require(bye.flatMap { RawPhone.header("Via", of: $0) })
            let cseq = try #require(bye.flatMap { RawPhone.header("CSeq", of: $0) })
            let from = try #require(bye.flatMap { RawPhone.header("From", of: $0) })
            try phone.send(
                "SIP/2.0 200 OK\r\nVia: \(via)\r\nFrom: \(from)\r\nTo: <sip:alice@example.test>;tag=a1\r\n"
                    + "Call-ID: \(phone.callID)\r\nCSeq: \(cseq)\r\nContent-Length: 0\r\n\r\n")
            #expect(
                try server.next().event == .ended(why: "the far end did not acknowledge the answer"))
            #expect(server.value("layby_sip_dialogs") == 0)
        }
    }

    @Test func `a BYE that nobody answers is over as well`() throws {
        try withCall(t1: .milliseconds(10)) { (server, _, leg, _) throws in
            server.stack.post(leg, .hangUp(why: "released"))
            #expect(try server.next().event == .ended(why: "released"))
            #expect(server.value("layby_sip_dialogs") == 0)
        }
    }

    @Test func `a CANCEL before the answer ends the call, and after it changes nothing`() throws {
        let server = try SIPEnd()
        defer { server.stack.stop() }
        let phone = try RawPhone(server.address)
        let branch = phone.branch()
        try phone.send(phone.request("INVITE", branch: branch, body: RawPhone.offer))
        let (leg, _) = try server.nextInvitation()
        try phone.send(phone.request("CANCEL", branch: branch))
        #expect(try server.next().event == .ended(why: "cancelled by the far end"))
        #expect(try phone.final(to: "INVITE").status == 487)
        server.stack.post(leg, .accept(Acceptance(local: SIPEnd.media)))
        #expect(server.value("layby_sip_dialogs") == 0)

        try withCall(acknowledged: false) { (server, phone, _, invite) throws in
            let line = invite.split(separator: "\r\n").first { $0.hasPrefix("Via: ") }!
            let branch = line.split(separator: "branch=")[1].prefix { $0 != ";" }
            #expect(
                try phone.ask("CANCEL", text: phone.request("CANCEL", branch: String(branch))).status >= 200)
            try phone.send(phone.request("ACK", inDialog: true))
            #expect(try server.next().event == .confirmed(nil))
        }
    }

    @Test func `a BYE ends the call, before the ACK too`() throws {
        for acknowledged in [true, false] {
            try withCall(acknowledged: acknowledged) { (server, phone, _, _) throws in
                #expect(
                    try phone.ask("BYE", text: phone.request("BYE", sequence: 2, inDialog: true)).status
                        == 200)
                #expect(try server.next().event == .ended(why: "hung up by the far end"))
                #expect(server.value("layby_sip_dialogs") == 0)
                #expect(
                    try phone.ask("BYE", text: phone.request("BYE", sequence: 3, inDialog: true)).status
                        == 481)
            }
        }
    }

    @Test func `a held and resumed call is answered and told of`() throws {
        try withCall { (server, phone, _, _) throws in
            let held = RawPhone.offer.replacing("t=0 0", with: "t=0 0\r\na=sendonly")
            let answer = try phone.ask(
                "INVITE", text: phone.request("INVITE", sequence: 2, inDialog: true, body: held))
            #expect(answer.status == 200)
            #expect(answer.text.contains("a=recvonly"))
            guard case .mediaChanged(let media) = try server.next().event else {
                Issue.record("the hold was not reported")
                return
            }
            #expect(!media.hears)
            let early = phone.request("INVITE", sequence: 3, inDialog: true, body: RawPhone.offer)
            let refused = try phone.ask("INVITE", text: early)
            #expect(refused.status == 500)
            #expect(RawPhone.header("Retry-After", of: refused.text) != nil)
            try phone.send(phone.request("ACK", sequence: 3, branch: nil, inDialog: true))
            try phone.send(phone.request("ACK", sequence: 2, inDialog: true))
            let update = phone.request("UPDATE", sequence: 4, inDialog: true, body: RawPhone.offer)
            #expect(try phone.ask("UPDATE", text: update).status == 200)
            guard case .mediaChanged(let resumed) = try server.next().event else {
                Issue.record("the end of the hold was not reported")
                return
            }
            #expect(resumed.hears)
        }
    }

    @Test func `a re-INVITE without an offer gets one, and its ACK brings the answer`() throws {
        try withCall { (server, phone, _, _) throws in
            let answer = try phone.ask("INVITE", text: phone.request("INVITE", sequence: 2, inDialog: true))
            #expect(answer.status == 200)
            #expect(answer.text.contains("m=audio 20000"))
            let moved = RawPhone.offer.replacing("audio 4000", with: "audio 4444")
            try phone.send(phone.request("ACK", sequence: 2, inDialog: true, body: moved))
            guard case .mediaChanged(let media) = try server.next().event else {
                Issue.record("the new place was not reported")
                return
            }
            #expect(media.target.remote.port == 4444)
        }
    }

    @Test(arguments: [("INFO", 200), ("OPTIONS", 200), ("REFER", 603), ("PRACK", 481), ("MESSAGE", 405)])
    func `other requests within a call have their answers`(method: String, status: Int) throws {
        try withCall { (server, phone, _, _) throws in
            #expect(
                try phone.ask(method, text: phone.request(method, sequence: 2, inDialog: true)).status
                    == status)
            #expect(server.value("layby_sip_dialogs") == 1)
        }
    }

    @Test func `an old request within a call is refused`() throws {
        try withCall { (server, phone, _, _) throws in
            #expect(
                try phone.ask("INFO", text: phone.request("INFO", sequence: 9, inDialog: true)).status == 200)
            #expect(
                try phone.ask("INFO", text: phone.request("INFO", sequence: 5, inDialog: true)).status == 500)
        }
    }
}
