// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Signaling
import Testing

@Suite struct SIPHostileTests {
    @Test func `what cannot be answered is dropped, and the next request is answered`() throws {
        let server = try SIPEnd()
        defer { server.stack.stop() }
        let phone = try RawPhone(server.address)
        let options = phone.request("OPTIONS")
        let drops = [
            "", "\r\n\r\n", "\u{0}", "hello", "OPTIONS\r\n\r\n", "OPTIONS sip:a SIP/2.0\r\n\r\n",
            options.replacing("CSeq: 1", with: "CSeq: x"), options.replacing("Call-ID: ", with: "X: "),
            String(repeating: "a", count: 60_000), "SIP/2.0 200 OK\r\n\r\n", phone.request("ACK"),
            "\u{0}\u{1}\u{0}\u{0}" + String(repeating: "x", count: 16),
            "\u{1}" + String(repeating: "x", count: 40),
        ]
        for drop in drops {
            try phone.send(drop)
            let next = try RawPhone(server.address)
            #expect(try next.ask("OPTIONS").status == 200, "after \(drop.prefix(80))")
        }
        let large = phone.request("OPTIONS", headers: ["X-Large: " + String(repeating: "a", count: 60_000)])
        try phone.send(large)
        #expect(try RawPhone(server.address).ask("OPTIONS").status == 200)
        #expect(server.value("layby_sip_dialogs") == 0)
    }

    @Test(arguments: ["", "hello\r\n", "hello\r\n\r\n", "OPTIONS sip:a@b SIP/2.0\r\nVia: ", "\r\n\r\n"])
    func `a connection that brings no request is closed`(text: String) throws {
        let server = try SIPEnd([.tcp])
        defer { server.stack.stop() }
        let connection = try RawConnection(server.address)
        connection.send(text)
        var last = connection.receive(within: .seconds(10))
        while let text = last, !text.isEmpty { last = connection.receive(within: .seconds(10)) }
        #expect(last == "")
    }

    @Test func `connections that trusted peers left within a message are closed`() throws {
        let server = try SIPEnd([.tcp])
        defer { server.stack.stop() }
        for length in [40, 400, 4000] {
            let connection = try RawConnection(server.address)
            connection.send(
                "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK\(length)\r\nMax-Forwards: 70\r\n"
                    + "From: <sip:a@b>;tag=\(length)\r\nTo: <sip:a@b>\r\nCall-ID: \(length)\r\nCSeq: 1 OPTIONS\r\n"
                    + "Content-Length: 0\r\n\r\n")
            let answer = try #require(connection.receive(within: .seconds(5)))
            #expect(answer.hasPrefix("SIP/2.0 200"))
            connection.send(
                "INVITE sip:a@b SIP/2.0\r\nContent-Length: 100000\r\n\r\n"
                    + String(repeating: "x", count: length))
        }
        let deadline = SystemClock.now + .seconds(10)
        let bell = Doorbell()
        while openConnections(at: server.address.port) > 0, SystemClock.now < deadline {
            _ = bell.wait(until: SystemClock.now + .milliseconds(20))
        }
        #expect(openConnections(at: server.address.port) == 0)
    }

    @Test func `a second 2xx of a forked call is acknowledged and ended`() throws {
        let server = try SIPEnd()
        defer { server.stack.stop() }
        let callee = try RawPhone(server.address)
        server.stack.call(
            LegID.fresh(), SIPOutgoingCall(to: "sip:x@\(callee.address);transport=udp", local: SIPEnd.media))
        let invite = try callee.next("INVITE")
        try callee.answer(invite, 200, tag: "first", body: RawPhone.offer)
        guard case .confirmed = try server.next().event else {
            Issue.record("the call was not confirmed")
            return
        }
        #expect(try RawPhone.header("To", of: callee.next("ACK"))?.hasSuffix(";tag=first") == true)
        try callee.answer(invite, 200, tag: "second", body: RawPhone.offer)
        #expect(try RawPhone.header("To", of: callee.next("ACK"))?.hasSuffix(";tag=second") == true)
        let bye = try callee.next("BYE")
        #expect(RawPhone.header("To", of: bye)?.hasSuffix(";tag=second") == true)
        try callee.answer(bye, 200, tag: "second")
        #expect(server.value("layby_sip_dialogs") == 1)
    }

    @Test func `a 200 that crosses our CANCEL is acknowledged and ended`() throws {
        let server = try SIPEnd()
        defer { server.stack.stop() }
        let callee = try RawPhone(server.address)
        let call = LegID.fresh()
        server.stack.call(
            call, SIPOutgoingCall(to: "sip:x@\(callee.address);transport=udp", local: SIPEnd.media))
        let invite = try callee.next("INVITE")
        server.stack.post(call, .hangUp(why: "gave up"))
        try callee.answer(invite, 180, tag: "first")
        let cancel = try callee.next("CANCEL")
        try callee.answer(invite, 200, tag: "first", body: RawPhone.offer)
        try callee.answer(cancel, 200, tag: "first")
        _ = try callee.next("ACK")
        let bye = try callee.next("BYE")
        try callee.answer(bye, 200, tag: "first")
        #expect(try server.next().event == .ended(why: "gave up"))
        #expect(server.value("layby_sip_dialogs") == 0)
    }

    @Test func `damaged messages neither stop the stack nor leave calls behind`() throws {
        let server = try SIPEnd(t1: .milliseconds(5))
        defer { server.stack.stop() }
        var mutator = Mutator(seed: 7)
        for round in 0..<60 {
            let phone = try RawPhone(server.address)
            let branch = phone.branch()
            let seeds = [
                phone.request("INVITE", branch: branch, body: RawPhone.offer), phone.request("INVITE"),
                phone.request("CANCEL", branch: branch), phone.request("ACK", inDialog: true),
                phone.request("BYE", sequence: 2, inDialog: true),
                phone.request("UPDATE", sequence: 2, inDialog: true, body: RawPhone.offer),
                phone.request(
                    "INVITE", sequence: 3,
                    headers: [
                        "P-Asserted-Identity: \"A, B\" <sip:a@b>, <tel:+1>", "Privacy: id;header",
                        "Referred-By: <sip:b@b>", "History-Info: <sip:a@b>;index=1, <sip:c@b>;index=1.1",
                        "Diversion: \"x\" <sip:d@b>", "Require: x, y", "Replaces: a;to-tag=1;from-tag=2",
                    ]),
            ].map { Array($0.utf8) }
            for _ in 0..<40 { try phone.send(mutator.next(from: seeds)) }
            #expect(try RawPhone(server.address).ask("OPTIONS").status == 200, "round \(round)")
            for report in server.drain() {
                guard case .invited = report.event else { continue }
                server.stack.post(
                    report.leg,
                    round % 3 == 0
                        ? .refuse(status: 486, reason: "Busy Here") : .accept(Acceptance(local: SIPEnd.media))
                )
            }
        }
        for report in server.drain() { server.stack.post(report.leg, .hangUp(why: "enough")) }
        let deadline = SystemClock.now + .seconds(10)
        while server.value("layby_sip_dialogs") > 0, SystemClock.now < deadline {
            for report in server.drain() { server.stack.post(report.leg, .hangUp(why: "enough")) }
            #expect(try RawPhone(server.address).ask("OPTIONS").status == 200)
        }
        #expect(server.value("layby_sip_dialogs") == 0)
    }

    @Test func `a callee that answers nonsense cannot keep a call alive`() throws {
        let server = try SIPEnd(t1: .milliseconds(5))
        defer { server.stack.stop() }
        var mutator = Mutator(seed: 11)
        for round in 0..<150 {
            let callee = try RawPhone(server.address)
            let call = LegID.fresh()
            server.stack.call(
                call, SIPOutgoingCall(to: "sip:x@\(callee.address);transport=udp", local: SIPEnd.media))
            let invite = try callee.next("INVITE")
            let good = [180, 200, 302, 401, 486].map {
                callee.response(to: invite, $0, tag: "t", body: $0 < 300 ? RawPhone.offer : "")
            }
            let bare = good[1].replacing("Contact: ", with: "X-Contact: ")
            let seeds = (good + [bare, good[1].replacing(";tag=t", with: "")]).map { Array($0.utf8) }
            for seed in seeds where round < 3 && seed != seeds[2] { try callee.send(seed) }
            for _ in 0..<6 { try callee.send(mutator.next(from: seeds)) }
            server.stack.post(call, .hangUp(why: "enough"))
        }
        let deadline = SystemClock.now + .seconds(20)
        while server.value("layby_sip_dialogs") > 0, SystemClock.now < deadline {
            #expect(try RawPhone(server.address).ask("OPTIONS").status == 200)
        }
        #expect(server.value("layby_sip_dialogs") == 0)
        let ends = server.drain().count { if case .ended = $0.event { true } else { false } }
        #expect(ends == 150)
    }
}
