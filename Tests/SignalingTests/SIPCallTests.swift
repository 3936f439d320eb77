// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Signaling
import Testing

@Suite struct SIPCallTests {
    @Test(arguments: ["127.0.0.1", "::1"], SIPSettings.Transport.allCases)
    func `two stacks call each other and hang up`(host: String, transport: SIPSettings.Transport) throws {
        let address = IPAddress(host)!
        let server = try SIPEnd([transport], on: address)
        let phone = try SIPEnd([transport], on: address)
        let call = LegID.fresh()
        phone.stack.call(
            call,
            SIPOutgoingCall(
                to: server.uri("701"), from: Party(uri: "sip:bob@example.test", name: "Bob"),
                local: SocketAddress(address, 30_000)))
        let (leg, invitation) = try server.nextInvitation()
        #expect(invitation.user == "701")
        #expect(invitation.caller == Party(uri: "sip:bob@example.test", name: "Bob"))
        #expect(invitation.offer?.target.remote == SocketAddress(address, 30_000))
        #expect(invitation.source.address == address)
        server.stack.post(
            leg, .accept(Acceptance(local: SocketAddress(address, 20_000), reason: "Parked at 701")))
        guard case .confirmed(let media?) = try phone.next().event else {
            Issue.record("the call was not answered")
            return
        }
        #expect(media.target.remote == SocketAddress(address, 20_000))
        #expect(try server.next().event == .confirmed(nil))
        phone.stack.post(call, .hangUp(why: "done"))
        #expect(try server.next().event == .ended(why: "hung up by the far end"))
        #expect(try phone.next().event == .ended(why: "done"))
        #expect(server.value("layby_sip_dialogs") == 0)
        #expect(phone.value("layby_sip_dialogs") == 0)
        phone.stack.stop()
        server.stack.stop()
    }

    @Test func `the server hangs up a call`() throws {
        let server = try SIPEnd()
        let phone = try SIPEnd()
        let call = LegID.fresh()
        phone.stack.call(call, SIPOutgoingCall(to: server.uri("park"), local: SIPEnd.media))
        let (leg, _) = try server.nextInvitation()
        server.stack.post(leg, .accept(Acceptance(local: SIPEnd.media)))
        #expect(try server.next().event == .confirmed(nil))
        _ = try phone.next()
        server.stack.post(leg, .hangUp(why: "released"))
        #expect(try phone.next().event == .ended(why: "hung up by the far end"))
        #expect(try server.next().event == .ended(why: "released"))
        phone.stack.stop()
        server.stack.stop()
    }

    @Test func `a refused call ends on both sides`() throws {
        let server = try SIPEnd()
        let phone = try SIPEnd()
        phone.stack.call(LegID.fresh(), SIPOutgoingCall(to: server.uri("701"), local: SIPEnd.media))
        let (leg, _) = try server.nextInvitation()
        server.stack.post(leg, .refuse(status: 486, reason: "Busy\r\nX-Evil: yes"))
        #expect(try server.next().event == .ended(why: "refused: 486 Busy\r\nX-Evil: yes"))
        #expect(try phone.next().event == .ended(why: "refused by the far end: 486 BusyX-Evil: yes"))
        phone.stack.stop()
        server.stack.stop()
    }

    @Test func `a caller that gives up cancels`() throws {
        let server = try SIPEnd()
        let phone = try SIPEnd()
        let call = LegID.fresh()
        phone.stack.call(call, SIPOutgoingCall(to: server.uri("701"), local: SIPEnd.media))
        let (leg, _) = try server.nextInvitation()
        phone.stack.post(call, .hangUp(why: "gave up"))
        let end = try server.next()
        #expect(end.leg == leg)
        #expect(end.event == .ended(why: "cancelled by the far end"))
        #expect(try phone.next().event == .ended(why: "gave up"))
        phone.stack.stop()
        server.stack.stop()
    }

    @Test(arguments: ["tel:+1", "http://x", "sip:a@b>;evil", "sip:", "nonsense"])
    func `an address that cannot be called ends at once`(uri: String) throws {
        let phone = try SIPEnd(t1: .milliseconds(10))
        phone.stack.call(LegID.fresh(), SIPOutgoingCall(to: uri, local: SIPEnd.media))
        guard case .ended = try phone.next().event else {
            Issue.record("\(uri) did not end")
            return
        }
        #expect(phone.value("layby_sip_dialogs") == 0)
        phone.stack.stop()
    }

    @Test func `a call to nobody times out`() throws {
        let phone = try SIPEnd(t1: .milliseconds(10))
        let nobody = try UDPSocket(bindingTo: SocketAddress("127.0.0.1:0")!)
        phone.stack.call(
            LegID.fresh(), SIPOutgoingCall(to: "sip:x@\(nobody.local);transport=udp", local: SIPEnd.media))
        guard case .ended = try phone.next().event else {
            Issue.record("the call did not end")
            return
        }
        phone.stack.stop()
    }

    @Test func `a stop hangs up every call`() throws {
        let server = try SIPEnd()
        let phone = try SIPEnd()
        phone.stack.call(LegID.fresh(), SIPOutgoingCall(to: server.uri("park"), local: SIPEnd.media))
        let (leg, _) = try server.nextInvitation()
        server.stack.post(leg, .accept(Acceptance(local: SIPEnd.media)))
        _ = try server.next()
        _ = try phone.next()
        phone.stack.call(LegID.fresh(), SIPOutgoingCall(to: server.uri("park"), local: SIPEnd.media))
        _ = try server.nextInvitation()
        server.stack.stop()
        #expect(server.value("layby_sip_dialogs") == 0)
        let ends = try [server.next(), server.next()].map(\.event)
        #expect(ends == [.ended(why: "the server stops"), .ended(why: "the server stops")])
        phone.stack.stop()
    }

    @Test func `five hundred calls leave nothing behind`() throws {
        let server = try SIPEnd([.udp, .tcp])
        let phone = try SIPEnd([.udp, .tcp])
        let tcp = server.stack.listening[1].address
        for index in 0..<500 {
            let call = LegID.fresh()
            let uri = index % 2 == 0 ? server.uri("park") : "sip:park@\(tcp);transport=tcp"
            phone.stack.call(call, SIPOutgoingCall(to: uri, local: SIPEnd.media))
            let (leg, _) = try server.nextInvitation()
            server.stack.post(leg, .accept(Acceptance(local: SIPEnd.media)))
            #expect(try server.next().event == .confirmed(nil))
            _ = try phone.next()
            phone.stack.post(call, .hangUp(why: "done"))
            #expect(try server.next().event == .ended(why: "hung up by the far end"))
            #expect(try phone.next().event == .ended(why: "done"))
        }
        #expect(server.value("layby_sip_dialogs") == 0)
        #expect(phone.value("layby_sip_dialogs") == 0)
        #expect(openConnections(at: tcp.port) <= 1, "one connection serves all calls between two stacks")
        phone.stack.stop()
        server.stack.stop()
    }
}
