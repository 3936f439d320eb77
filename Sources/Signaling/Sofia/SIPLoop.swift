// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import Core
internal import Platform

/// What runs on the SIP thread: every dialog, and Sofia's agent.
final class SIPLoop {
    enum Message: Sendable {
        case order(LegID, DialogOrder)
        case call(LegID, SIPOutgoingCall)
        case stop
    }

    /// How long a stop waits for the far ends to answer our BYEs.
    private static let farewellTime = Duration.seconds(2)

    let settings: SIPSettings
    let agent: SofiaAgent
    let requests: Counter
    let refused: Counter
    private let strangers: Counter
    private let gauge: Counter
    private let reportToOwner: @Sendable (LegID, DialogEvent) -> Void
    private var dialogs: [LegID: SIPDialog] = [:]
    private var deadlines = DeadlineQueue<LegID>()

    init(
        _ settings: SIPSettings, _ counters: SIPCounters,
        _ report: @escaping @Sendable (LegID, DialogEvent) -> Void
    ) throws(SIPStartFailure) {
        self.settings = settings
        requests = counters.requests
        refused = counters.refused
        strangers = counters.strangers
        gauge = counters.dialogs
        reportToOwner = report
        agent = try SofiaAgent(settings)
        agent.receive(onRequest, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Runs until it is told to stop, and has hung up everything by then.
    func run(_ mailbox: Mailbox<Message>) {
        agent.watch(mailbox.descriptor)
        var isStopping = false
        var nextSweep = SystemClock.now + settings.strangerIdleTime
        while !isStopping {
            agent.step(until: min(deadlines.next ?? nextSweep, nextSweep))
            if nextSweep <= SystemClock.now {
                agent.endDeadConnections(after: settings.strangerIdleTime)
                nextSweep = SystemClock.now + settings.strangerIdleTime
            }
            for message in mailbox.take() ?? [.stop] {
                switch message {
                case .order(let id, let order): dialogs[id]?.handle(.ordered(order))
                case .call(let id, let call): place(id, call)
                case .stop: isStopping = true
                }
            }
            meetDeadlines()
        }
        for dialog in Array(dialogs.values) { dialog.handle(.ordered(.hangUp(why: "the server stops"))) }
        let end = SystemClock.now + Self.farewellTime
        while !dialogs.isEmpty, SystemClock.now < end {
            agent.step(until: min(end, deadlines.next ?? end))
            meetDeadlines()
        }
        for dialog in Array(dialogs.values) {
            forget(dialog)
            report(dialog.id, .ended(why: "the server stops"))
        }
    }

    func report(_ id: LegID, _ event: DialogEvent) {
        reportToOwner(id, event)
    }

    /// Follows a dialog's new deadline, or lets it go.
    func settle(_ dialog: SIPDialog) {
        if dialog.isOver {
            forget(dialog)
        } else if dialogs[dialog.id] != nil {
            deadlines.set(dialog.id, to: dialog.nextDeadline)
        }
    }

    private func forget(_ dialog: SIPDialog) {
        guard dialogs.removeValue(forKey: dialog.id) != nil else { return }
        dialog.close()
        deadlines.set(dialog.id, to: nil)
        gauge.add(-1)
    }

    private func meetDeadlines() {
        let now = SystemClock.now
        while let id = deadlines.popDue(at: now) { dialogs[id]?.handle(.deadline) }
    }

    private func adopt(_ id: LegID, contact: String) -> SIPDialog {
        let dialog = SIPDialog(
            id, loop: self, contact: contact, sessionID: UInt64.random(in: 1...UInt64(Int64.max)),
            t1: settings.t1)
        dialogs[id] = dialog
        gauge.add()
        return dialog
    }

    private func place(_ id: LegID, _ call: SIPOutgoingCall) {
        precondition(dialogs[id] == nil, "a leg is called once")
        let wantsTCP = call.uri.lowercased().contains("transport=tcp")
        let family = call.local.address.family
        let listener =
            agent.listeners.first {
                ($0.transport == .tcp) == wantsTCP && $0.address.address.family == family
            }
            ?? agent.listeners[0]
        let dialog = adopt(id, contact: contact(listener, reaching: SocketAddress(call.local.address, 5060)))
        if !dialog.open(call) {
            forget(dialog)
            report(id, .ended(why: "the address cannot be called"))
        }
    }

    /// Where the far end reaches us: the host we are told to say, else the one it reached.
    private func contact(_ listener: SofiaAgent.Listener, reaching peer: SocketAddress) -> String {
        let address = listener.address.address
        let isWildcard = address.high == 0 && address.low == 0
        let own = isWildcard ? (try? UDPSocket.localAddress(reaching: peer)) ?? address : address
        let host = settings.advertisedHost ?? (own.family == .v4 ? "\(own)" : "[\(own)]")
        return "<sip:\(host):\(listener.address.port);transport=\(listener.transport.rawValue)>"
    }

    /// A request outside all dialogs.
    fileprivate func received(_ incoming: OpaquePointer, _ sip: UnsafePointer<sip_t>) {
        let message = SofiaMessage(sip)
        requests.add()
        guard message.method != "ACK" else { return nta_incoming_destroy(incoming) }
        guard let source = agent.source(of: incoming),
            settings.trustedPeers.contains(where: { $0.contains(source.address) })
        else {
            strangers.add()
            return refuse(incoming, SIPRequestRules.stranger)
        }
        agent.keepConnection(of: incoming)
        if let refusal = SIPRequestRules.outsideDialog(message) { return refuse(incoming, refusal) }
        guard message.method == "INVITE" else {
            let headers = [SIPHeaders.allow, SIPHeaders.accept, SIPHeaders.supported]
            return SofiaReply(status: 200, reason: "OK", headers: headers).finish(incoming)
        }
        guard dialogs.count < settings.mostDialogs else {
            let headers = ["Retry-After: 10"]
            return refuse(incoming, SofiaReply(status: 503, reason: "Service Unavailable", headers: headers))
        }
        let dialog = adopt(LegID.fresh(), contact: contact(agent.listener(of: incoming), reaching: source))
        if !dialog.open(incoming, sip, from: source) {
            forget(dialog)
            refuse(incoming, SofiaReply(status: 500, reason: "Server Internal Error"))
        }
    }

    private func refuse(_ incoming: OpaquePointer, _ reply: SofiaReply) {
        refused.add()
        reply.finish(incoming)
    }
}

private func onRequest(
    _ magic: UnsafeMutableRawPointer?, _ leg: OpaquePointer?, _ incoming: OpaquePointer?,
    _ sip: UnsafePointer<sip_t>?
) -> Int32 {
    guard let magic, let incoming, let sip else { return 500 }
    Unmanaged<SIPLoop>.fromOpaque(magic).takeUnretainedValue().received(incoming, sip)
    return 0
}
