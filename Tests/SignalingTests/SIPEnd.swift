// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Signaling
import Synchronization
import Testing

/// A SIP stack on loopback with somebody who waits for what it reports.
final class SIPEnd: Sendable {
    struct Report: Sendable {
        let leg: LegID
        let event: DialogEvent
    }

    static let loopback = [IPNetwork("127.0.0.0/8")!, IPNetwork("::1")!]
    static let media = SocketAddress("127.0.0.1:20000")!

    let stack: SIPStack
    let counters = Counters()
    private let incoming = Mailbox<Report>()
    private let waiting = Mutex<[Report]>([])

    init(
        _ transports: [SIPSettings.Transport] = [.udp], on address: IPAddress = IPAddress("127.0.0.1")!,
        trusting peers: [IPNetwork] = SIPEnd.loopback, t1: Duration = .milliseconds(500)
    ) throws {
        var settings = SIPSettings(
            listen: transports.map { SIPSettings.Listen($0, SocketAddress(address, 0)) }, trustedPeers: peers)
        settings.t1 = t1
        settings.strangerIdleTime = .milliseconds(200)
        stack = try SIPStack(settings, counters: counters) { [incoming] leg, event in
            incoming.post(Report(leg: leg, event: event))
        }
    }

    var address: SocketAddress { stack.listening[0].address }

    func uri(_ user: String) -> String {
        "sip:\(user)@\(address);transport=\(stack.listening[0].transport.rawValue)"
    }

    /// The next report; a failed test if none comes in time.
    func next(_ location: SourceLocation = #_sourceLocation) throws -> Report {
        let deadline = SystemClock.now + .seconds(10)
        while SystemClock.now < deadline {
            if let first = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return first }
            let reports = incoming.receive(until: deadline) ?? []
            waiting.withLock { $0 += reports }
        }
        throw Silence()
    }

    /// All that has been reported and not asked for.
    func drain() -> [Report] {
        let reports = incoming.take() ?? []
        return waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting + reports
        }
    }

    /// The next report, which must be an INVITE.
    func nextInvitation() throws -> (LegID, Invitation) {
        let report = try next()
        guard case .invited(let invitation) = report.event else {
            Issue.record("expected an INVITE, got \(report.event)")
            throw Silence()
        }
        return (report.leg, invitation)
    }

    func value(_ name: String) -> Int {
        counters.measurements.first { $0.name == name }.map { Int($0.value) } ?? -1
    }

    struct Silence: Error {}
}
