// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import CSofiaShim
internal import Core
internal import Platform

/// One leg: its usage, and Sofia's objects for it, which go when the usage is over.
///
/// It stays on the SIP thread; Sofia's callbacks find it through an unretained pointer that is taken away from every
/// object before `close` returns.
final class SIPDialog {
    let id: LegID
    private var usage: InviteUsage<SDPSession>
    private unowned let loop: SIPLoop
    private let contact: String
    private var leg: OpaquePointer?
    private var outgoingInvite: OpaquePointer?
    private var outgoingBye: OpaquePointer?
    private var call: SIPOutgoingCall?
    /// Requests of the far end that have no final answer, or whose answer has no ACK.
    private var transactions: [Int: OpaquePointer] = [:]
    private var lastTransaction = 0

    init(_ id: LegID, loop: SIPLoop, contact: String, sessionID: UInt64, t1: Duration) {
        self.id = id
        self.loop = loop
        self.contact = contact
        usage = InviteUsage(sessionID: sessionID, t1: t1)
    }

    var nextDeadline: Instant? { usage.nextDeadline }
    var isOver: Bool { usage.isOver }
    private var magic: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// Starts as the called side; false when Sofia could not make the dialog.
    func open(_ incoming: OpaquePointer, _ sip: UnsafePointer<sip_t>, from source: SocketAddress) -> Bool {
        leg = shim_called_leg(loop.agent.agent, incoming, sip, onRequest, magic)
        guard leg != nil else { return false }
        let message = SofiaMessage(sip)
        trace(received: message)
        handle(.invited(keep(incoming), message.invitation(from: source), body: message.body))
        return true
    }

    /// Starts as the calling side; false when the addresses are not ones that Sofia can use.
    func open(_ call: SIPOutgoingCall) -> Bool {
        let from = HeaderText.nameAddress(call.from) ?? "<sip:anonymous@anonymous.invalid>"
        guard let to = HeaderText.nameAddress(Party(uri: call.uri)) else { return false }
        leg = shim_calling_leg(loop.agent.agent, from, to, onRequest, magic)
        guard leg != nil else { return false }
        self.call = call
        handle(.placed(local: call.local, onlySends: call.onlySends))
        return true
    }

    func handle(_ event: InviteUsage<SDPSession>.Event) {
        for effect in usage.handle(event, at: SystemClock.now) {
            // Whoever hears of the end finds everything gone.
            if case .report(.ended) = effect { loop.settle(self) }
            perform(effect)
        }
        loop.settle(self)
    }

    /// Gives every object back to Sofia, which ends what is still under way by itself.
    func close() {
        for incoming in transactions.values { nta_incoming_destroy(incoming) }
        transactions = [:]
        if let outgoingInvite { nta_outgoing_destroy(outgoingInvite) }
        if let outgoingBye { nta_outgoing_destroy(outgoingBye) }
        if let leg { nta_leg_destroy(leg) }
        outgoingInvite = nil
        outgoingBye = nil
        leg = nil
    }

    private func keep(_ incoming: OpaquePointer) -> Int {
        lastTransaction += 1
        transactions[lastTransaction] = incoming
        nta_incoming_bind(incoming, onAcknowledgeOrCancel, magic)
        return lastTransaction
    }

    private func perform(_ effect: InviteUsage<SDPSession>.Effect) {
        switch effect {
        case .report(let event): loop.report(id, event)
        case .respond(let transaction, let answer): respond(transaction, answer)
        case .accept(let transaction, let acceptance, let body):
            guard let incoming = transactions[transaction] else { return }
            let headers = ["Contact: \(contact)"] + SIPHeaders.accepting(acceptance)
            let reply = SofiaReply(status: 200, reason: acceptance.reason, headers: headers, body: body)
            trace(sent: "200 \(acceptance.reason)")
            if !reply.send(incoming) { Log.error("a SIP answer could not be sent", ["leg": "\(id)"]) }
        case .invite(let body): invite(body)
        case .acknowledge:
            // Sofia repeats the ACK for repeated answers as long as the INVITE is known.
            trace(sent: "ACK")
            request(sip_method_ack, "ACK", callback: nil).map { nta_outgoing_destroy($0) }
        case .bye(let why):
            let text = HeaderText.quoted(why)
            trace(sent: "BYE")
            outgoingBye = request(
                sip_method_bye, "BYE", headers: ["Reason: SIP;text=\(text)"], callback: onByeResponse)
            if outgoingBye == nil { handle(.byeAnswered) }
        case .cancel:
            trace(sent: "CANCEL")
            if let outgoingInvite { shim_cancel(outgoingInvite) }
        }
    }

    private func trace(sent line: String) {
        loop.settings.trace?(id, SIPSettings.Trace(isSent: true, line: line))
    }

    private func trace(received message: SofiaMessage) {
        guard let trace = loop.settings.trace else { return }
        let line = message.isRequest ? message.method : "\(message.status) \(message.phrase)"
        trace(id, SIPSettings.Trace(isSent: false, line: line))
    }

    private func respond(_ transaction: Int, _ answer: UsageAnswer) {
        guard let incoming = transactions[transaction] else { return }
        if answer.status >= 300 { loop.refused.add() }
        let reply = SofiaReply(
            status: answer.status, reason: answer.reason,
            headers: SIPHeaders.answer(answer, contact: contact),
            body: answer.body)
        trace(sent: "\(answer.status) \(answer.reason)")
        reply.send(incoming)
        // A 2xx to an INVITE has its ACK ahead of it.
        if answer.status >= 300 || nta_incoming_method(incoming) != sip_method_invite {
            transactions[transaction] = nil
            nta_incoming_destroy(incoming)
        }
    }

    private func invite(_ body: [UInt8]) {
        guard let call else { preconditionFailure("only a placed call invites") }
        trace(sent: "INVITE \(call.uri)")
        let headers = SIPHeaders.calling(call, contact: contact, userAgent: loop.settings.userAgent)
        outgoingInvite = request(
            sip_method_invite, "INVITE", uri: call.uri, headers: headers, body: body,
            callback: onInviteResponse)
        if outgoingInvite == nil { handle(.responded(status: 503, reason: "Cannot Be Sent", body: nil)) }
    }

    private func request(
        _ method: sip_method_t, _ name: String, uri: String? = nil, headers: [String] = [],
        body: [UInt8]? = nil,
        callback: SofiaResponseCallback?
    ) -> OpaquePointer? {
        let lines = headers.isEmpty ? nil : headers.joined(separator: "\r\n")
        let text = body.map { String(decoding: $0, as: UTF8.self) }
        return withOptionalCString(uri) { uri in
            withOptionalCString(lines) { lines in
                withOptionalCString(text) { text in
                    shim_request(leg, callback, callback == nil ? nil : magic, method, name, uri, lines, text)
                }
            }
        }
    }
}

/// What Sofia brings.
extension SIPDialog {
    fileprivate func received(_ incoming: OpaquePointer, _ sip: UnsafePointer<sip_t>) {
        let message = SofiaMessage(sip)
        loop.requests.add()
        trace(received: message)
        if message.method == "ACK" {
            // An ACK that came after Sofia had given its INVITE up.
            nta_incoming_destroy(incoming)
            return
        }
        if let refusal = SIPRequestRules.withinDialog(message) {
            loop.refused.add()
            refusal.finish(incoming)
            return
        }
        if message.method == "INVITE" || message.method == "UPDATE", message.hasUsableContact {
            _ = nta_leg_server_route(leg, nil, sip.pointee.sip_contact)
        }
        handle(.requested(keep(incoming), method: message.method, body: message.body))
    }

    fileprivate func acknowledgedOrCancelled(_ incoming: OpaquePointer, _ sip: UnsafePointer<sip_t>?) {
        guard let transaction = transactions.first(where: { $0.value == incoming })?.key else { return }
        guard let sip else { return }
        let message = SofiaMessage(sip)
        trace(received: message)
        if message.method == "CANCEL" {
            handle(.cancelled)
        } else {
            transactions[transaction] = nil
            nta_incoming_destroy(incoming)
            handle(.acknowledged(transaction, body: message.isCut ? nil : message.body))
        }
    }

    fileprivate func responded(_ sip: UnsafePointer<sip_t>?) {
        guard let outgoingInvite else { return }
        guard let sip else {
            handle(
                .responded(status: Int(nta_outgoing_status(outgoingInvite)), reason: "No Answer", body: nil))
            return
        }
        let message = SofiaMessage(sip)
        trace(received: message)
        if (200..<300).contains(message.status), let leg, nta_leg_get_rtag(leg) == nil {
            nta_leg_rtag(leg, sip.pointee.sip_to?.pointee.a_tag)
            _ = nta_leg_client_route(leg, sip.pointee.sip_record_route, sip.pointee.sip_contact)
        }
        handle(
            .responded(
                status: message.status, reason: message.phrase, body: message.isCut ? nil : message.body))
    }

    fileprivate func byeAnswered(_ sip: UnsafePointer<sip_t>?) {
        if let sip { trace(received: SofiaMessage(sip)) }
        guard let sip, SofiaMessage(sip).status < 200 else { return handle(.byeAnswered) }
    }
}

private func dialog(_ magic: UnsafeMutableRawPointer) -> SIPDialog {
    Unmanaged<SIPDialog>.fromOpaque(magic).takeUnretainedValue()
}

private func onRequest(
    _ magic: UnsafeMutableRawPointer?, _ leg: OpaquePointer?, _ incoming: OpaquePointer?,
    _ sip: UnsafePointer<sip_t>?
) -> Int32 {
    guard let magic, let incoming, let sip else { return 500 }
    dialog(magic).received(incoming, sip)
    return 0
}

private func onAcknowledgeOrCancel(
    _ magic: UnsafeMutableRawPointer?, _ incoming: OpaquePointer?, _ sip: UnsafePointer<sip_t>?
) -> Int32 {
    guard let magic, let incoming else { return 0 }
    dialog(magic).acknowledgedOrCancelled(incoming, sip)
    return 0
}

private func onInviteResponse(
    _ magic: UnsafeMutableRawPointer?, _ outgoing: OpaquePointer?, _ sip: UnsafePointer<sip_t>?
) -> Int32 {
    guard let magic else { return 0 }
    dialog(magic).responded(sip)
    return 0
}

private func onByeResponse(
    _ magic: UnsafeMutableRawPointer?, _ outgoing: OpaquePointer?, _ sip: UnsafePointer<sip_t>?
) -> Int32 {
    guard let magic else { return 0 }
    dialog(magic).byeAnswered(sip)
    return 0
}
