// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform
internal import Signaling

/// Telephones that park, fetch and hang up, each pair on an orbit of its own and at once again from the start.
final class ParkRounds {
    private struct Report: Sendable {
        let leg: LegID
        let event: DialogEvent
    }

    private struct Pair {
        var caller: LegID
        var retriever: LegID?
        var isConnected = false
        var start: Instant
    }

    static let firstOrbit = 1000

    private let server: SocketAddress
    private let stack: SIPStack
    private let reports = Mailbox<Report>()
    private let media = Sockets(0)
    private var pairs: [Pair] = []
    private var owners: [LegID: Int] = [:]
    private var isEnding = false
    private(set) var failures = 0
    /// How long each round took.
    private(set) var times: [Duration] = []

    init(_ server: SocketAddress) throws {
        self.server = server
        let loopback = IPAddress(v4: 0x7F00_0001)
        let settings = SIPSettings(
            listen: [SIPSettings.Listen(.udp, SocketAddress(loopback, 0))],
            trustedPeers: [IPNetwork("127.0.0.0/8")!])
        stack = try SIPStack(settings, counters: Counters()) { [reports] in
            reports.post(Report(leg: $0, event: $1))
        }
    }

    deinit { stack.stop() }

    /// Goes round and round with so many pairs, and returns when all have hung up.
    func run(pairs count: Int, for duration: Duration) {
        let deadline = SystemClock.now + duration
        for number in 0..<count {
            pairs.append(Pair(caller: .fresh(), start: SystemClock.now))
            begin(number)
        }
        while !owners.isEmpty {
            guard let next = reports.receive(until: deadline + .seconds(40)), !next.isEmpty else { return }
            isEnding = SystemClock.now >= deadline
            for report in next { take(report) }
        }
    }

    private func begin(_ number: Int) {
        let caller = LegID.fresh()
        pairs[number] = Pair(caller: caller, start: SystemClock.now)
        call(caller, "park+\(Self.firstOrbit + number)", for: number)
    }

    private func call(_ leg: LegID, _ user: String, for number: Int) {
        owners[leg] = number
        let party = Party(uri: "sip:bench-\(number)@layby.invalid")
        stack.call(
            leg, SIPOutgoingCall(to: "sip:\(user)@\(server)", from: party, local: media.receiver.local))
    }

    private func take(_ report: Report) {
        guard let number = owners[report.leg] else { return }
        let isCaller = pairs[number].caller == report.leg
        switch report.event {
        case .confirmed where isCaller:
            let retriever = LegID.fresh()
            pairs[number].retriever = retriever
            call(retriever, "\(Self.firstOrbit + number)", for: number)
        case .confirmed:
            pairs[number].isConnected = true
            stack.post(report.leg, .hangUp(why: "the round is over"))
        case .ended:
            owners[report.leg] = nil
            let other = isCaller ? pairs[number].retriever : pairs[number].caller
            if let other, owners[other] != nil {
                // A BYE that overtakes a lost ACK puts the caller back into its orbit: hang up both.
                if !isCaller || !pairs[number].isConnected {
                    stack.post(other, .hangUp(why: "the round is over"))
                }
            } else {
                finish(number)
            }
        case .invited, .mediaChanged: break
        }
    }

    private func finish(_ number: Int) {
        if pairs[number].isConnected {
            times.append(SystemClock.now - pairs[number].start)
        } else {
            failures += 1
        }
        if !isEnding { begin(number) }
    }
}
