// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Signaling
import Testing

@Suite struct SIPRequestTests {
    private func withServer(
        trusting peers: [IPNetwork] = SIPEnd.loopback, t1: Duration = .milliseconds(500),
        _ body: (SIPEnd, RawPhone) throws -> Void
    ) throws {
        let server = try SIPEnd([.udp, .tcp], trusting: peers, t1: t1)
        defer { server.stack.stop() }
        try body(server, RawPhone(server.address))
    }

    @Test func `OPTIONS says what is understood`() throws {
        try withServer { (_, phone) throws in
            let (status, text) = try phone.ask("OPTIONS")
            #expect(status == 200)
            #expect(RawPhone.header("Allow", of: text) == "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO")
            #expect(RawPhone.header("Accept", of: text) == "application/sdp")
            #expect(text.contains("\r\nSupported:"))
        }
    }

    @Test(arguments: [
        "INVITE", "OPTIONS", "REGISTER", "SUBSCRIBE", "NOTIFY", "REFER", "MESSAGE", "PUBLISH", "BYE",
        "UPDATE", "INFO",
        "FROBNICATE",
    ])
    func `a stranger gets 403 whatever it asks`(method: String) throws {
        try withServer(trusting: [IPNetwork("192.0.2.0/24")!]) { (server, phone) throws in
            let (status, text) = try phone.ask(method)
            #expect(status == 403)
            #expect(RawPhone.header("Allow", of: text) == nil)
            #expect(server.value("layby_sip_strangers_total") == 1)
            #expect(server.value("layby_sip_dialogs") == 0)
        }
    }

    @Test(arguments: [
        ("REGISTER", 405), ("SUBSCRIBE", 405), ("NOTIFY", 405), ("REFER", 405), ("MESSAGE", 405),
        ("PUBLISH", 405),
        ("FROBNICATE", 501), ("BYE", 481), ("UPDATE", 481), ("INFO", 481), ("PRACK", 481), ("CANCEL", 481),
    ])
    func `what does not work is refused with what does`(method: String, status: Int) throws {
        try withServer { (server, phone) throws in
            let answer = try phone.ask(method)
            #expect(answer.status == status)
            if [405, 501].contains(status) { #expect(RawPhone.header("Allow", of: answer.text) != nil) }
        }
    }

    @Test func `an INVITE that cannot be taken is refused with the reason`() throws {
        try withServer { (server, phone) throws in
            let g729 = RawPhone.offer.replacing("RTP/AVP 0", with: "RTP/AVP 18").replacing(
                "0 PCMU", with: "18 G729")
            let cases: [((RawPhone) -> String, Int, String)] = [
                ({ $0.request("INVITE", uri: "tel:+15551234") }, 416, "Unsupported URI Scheme"),
                ({ $0.request("INVITE", uri: "http://127.0.0.1/") }, 416, "Unsupported URI Scheme"),
                (
                    { $0.request("INVITE", headers: ["Require: 100rel, frob"]) }, 420,
                    "Unsupported: 100rel, frob"
                ),
                (
                    { $0.request("INVITE", headers: ["Content-Type: text/plain"], body: "hello") }, 415,
                    "Accept: application/sdp"
                ),
                (
                    { $0.request("INVITE", headers: ["Content-Encoding: gzip"], body: RawPhone.offer) }, 415,
                    "Accept-Encoding: identity"
                ),
                ({ $0.request("INVITE", body: "nonsense") }, 400, "Bad Session Description"),
                ({ $0.request("INVITE", body: g729) }, 488, "Not Acceptable Here"),
                (
                    { $0.request("INVITE", headers: ["Replaces: x;to-tag=1;from-tag=2"]) }, 481,
                    "Does Not Exist"
                ),
                ({ $0.request("INVITE", inDialog: true) }, 481, "Does Not Exist"),
                (
                    { $0.request("INVITE", headers: ["Content-Length: 9000"], body: RawPhone.offer) }, 400,
                    "Content-Length"
                ),
                ({ $0.request("INVITE").replacing("Contact: ", with: "X-Contact: ") }, 400, "Contact"),
                (
                    { $0.request("OPTIONS").replacing("Max-Forwards: 70", with: "Content-Type: /") }, 400,
                    "Bad"
                ),
                ({ $0.request("OPTIONS").replacing("CSeq: 1 OPTIONS", with: "CSeq: 1 BYE") }, 400, "Bad"),
                (
                    { $0.request("OPTIONS").replacing(" SIP/2.0\r\nVia", with: " SIP/7.0\r\nVia") }, 505,
                    "Version"
                ),
            ]
            for (make, status, part) in cases {
                let phone = try RawPhone(server.address)
                let request = make(phone)
                try phone.send(request)
                let answer = try phone.final()
                #expect(answer.status == status, "\(request)")
                #expect(answer.text.contains(part), "\(answer.text)")
            }
            #expect(server.value("layby_sip_dialogs") == 0)
            #expect(try phone.ask("OPTIONS").status == 200)
        }
    }

    @Test func `Max-Forwards of zero is no matter at the end of the way`() throws {
        try withServer { (_, phone) throws in
            let text = phone.request("OPTIONS").replacing("Max-Forwards: 70", with: "Max-Forwards: 0")
            #expect(try phone.ask("OPTIONS", text: text).status == 200)
        }
    }

    @Test func `an invitation tells who calls, who parked, and where`() throws {
        try withServer { (server, phone) throws in
            let headers = [
                "P-Asserted-Identity: \"Carol, \\\"C\\\"\" <sip:carol@example.test>, <tel:+15551234>",
                "Privacy: id",
                "Referred-By: \"Bob\" <sip:bob@example.test>", "X-Layby-Token: abc123",
                "Diversion: <sip:dave@example.test>",
            ]
            let uri = "sip:park%2B701@\(server.address);orbit=701"
            try phone.send(phone.request("INVITE", uri: uri, headers: headers, body: RawPhone.offer))
            let (_, invitation) = try server.nextInvitation()
            #expect(invitation.user == "park+701")
            #expect(invitation.orbit == "701")
            #expect(invitation.caller == Party(uri: "sip:carol@example.test", name: "Carol, \"C\""))
            #expect(invitation.wantsPrivacy)
            #expect(invitation.parker == Party(uri: "sip:bob@example.test", name: "Bob"))
            #expect(invitation.token == "abc123")
            #expect(invitation.offer?.target.remote == SocketAddress("127.0.0.1:4000"))
        }
    }

    @Test(
        arguments: [
            (["Diversion: \"Dave\" <sip:dave@example.test>;reason=unconditional"], "sip:dave@example.test"),
            (
                [
                    "History-Info: <sip:first@example.test>;index=1, <sip:eve@example.test?Reason=SIP>;index=1.1",
                    "History-Info: <sip:park@example.test>;index=1.1.1",
                ], "sip:eve@example.test?Reason=SIP"
            ),
            (["X-Layby-Parker: sip:fred@example.test"], "sip:fred@example.test"),
            (["X-Layby-Parker: <javascript:alert(1)>"], nil),
            (["History-Info: <sip:only@example.test>;index=1"], nil),
            ([], nil),
        ] as [([String], String?)])
    func `the parker is found where phones write it`(headers: [String], uri: String?) throws {
        try withServer { (server, phone) throws in
            try phone.send(phone.request("INVITE", headers: headers))
            let (_, invitation) = try server.nextInvitation()
            #expect(invitation.parker?.uri == uri)
            #expect(invitation.caller == Party(uri: "sip:alice@example.test", name: "Alice \"A\""))
            #expect(!invitation.wantsPrivacy)
            #expect(invitation.offer == nil)
        }
    }

    @Test func `the answer to a park tells the orbit, the token and who waits, and cannot be forged`() throws
    {
        try withServer { (server, phone) throws in
            try phone.send(phone.request("INVITE", body: RawPhone.offer))
            let (leg, _) = try server.nextInvitation()
            server.stack.post(
                leg,
                .accept(
                    Acceptance(
                        local: SIPEnd.media, reason: "Parked at 701\r\nX-Evil: 1",
                        orbit: try OrbitNumber("701"),
                        token: "tok-1",
                        identity: Party(uri: "sip:carol@example.test", name: "C\" <sip:x>\r\nX-Evil: 2\\"))))
            let (status, text) = try phone.final(to: "INVITE")
            #expect(status == 200)
            #expect(text.hasPrefix("SIP/2.0 200 Parked at 701X-Evil: 1\r\n"))
            #expect(RawPhone.header("X-Layby-Orbit", of: text) == "701")
            #expect(RawPhone.header("X-Layby-Token", of: text) == "tok-1")
            let identity = #""C\" <sip:x>X-Evil: 2\\" <sip:carol@example.test>"#
            #expect(RawPhone.header("P-Asserted-Identity", of: text) == identity)
            #expect(
                RawPhone.header("Remote-Party-ID", of: text) == identity
                    + ";party=called;privacy=off;screen=yes")
            #expect(RawPhone.header("X-Evil", of: text) == nil)
            #expect(RawPhone.header("Contact", of: text) == "<sip:\(server.address);transport=udp>")
            #expect(RawPhone.header("Content-Type", of: text) == "application/sdp")
            #expect(text.contains("m=audio 20000 RTP/AVP 0\r\n"))
            #expect(phone.toTag != nil)
        }
    }
}
