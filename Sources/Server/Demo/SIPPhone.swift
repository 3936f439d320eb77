// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform
internal import Signaling

/// A telephone that places one call by SIP and listens to it.
package final class SIPPhone {
    package enum Failure: Error, Equatable, Sendable {
        case local(String)
        /// The call ended before it was answered.
        case refused(String)
        case silent(String)
    }

    private let stack: SIPStack
    private let events = Mailbox<DialogEvent>()
    private let leg: LegID = .fresh()
    package var voice: RTPPhone
    /// Where the far end wants to hear us.
    package private(set) var remote: SocketAddress?
    package private(set) var hasEnded = false

    /// Listens for SIP and RTP on loopback ports of the kernel's choice; `trace` is told of every message.
    package init(trace: (@Sendable (_ isSent: Bool, _ line: String) -> Void)? = nil) throws(Failure) {
        let loopback = IPAddress(v4: 0x7F00_0001)
        do throws(SystemError) {
            voice = try RTPPhone(at: loopback, codec: .pcmu)
        } catch {
            throw .local("the telephone cannot listen: \(error)")
        }
        var settings = SIPSettings(
            listen: [SIPSettings.Listen(.udp, SocketAddress(loopback, 0))],
            trustedPeers: [IPNetwork("127.0.0.0/8")!],
            userAgent: "Layby-Demo/\(Version.text)")
        if let trace { settings.trace = { trace($1.isSent, $1.line) } }
        do throws(SIPStartFailure) {
            stack = try SIPStack(settings, counters: Counters()) { [events] in events.post($1) }
        } catch {
            throw .local("the telephone has no SIP: \(error)")
        }
    }

    deinit { stack.stop() }

    /// Calls, and returns when the call is answered and confirmed.
    package func call(_ uri: String, as party: Party) throws(Failure) {
        stack.call(leg, SIPOutgoingCall(to: uri, from: party, local: voice.address))
        switch next(within: .seconds(10)) {
        case .confirmed(let media?): remote = media.target.remote
        case .ended(let why): throw .refused("\(uri): \(why)")
        case .confirmed, .mediaChanged, .invited, nil: throw .silent("\(uri) did not answer the call")
        }
    }

    package func hangUp() { stack.post(leg, .hangUp(why: "the demonstration is over")) }

    /// Waits for the end of the call; false when it does not come.
    package func waitForEnd() -> Bool {
        while !hasEnded {
            guard let event = next(within: .seconds(5)) else { return false }
            if case .ended = event { hasEnded = true }
        }
        return true
    }

    private func next(within patience: Duration) -> DialogEvent? {
        guard let first = queue.popLast() else {
            guard let messages = events.receive(until: SystemClock.now + patience) else { return nil }
            queue = messages.reversed()
            return queue.popLast()
        }
        return first
    }

    private var queue: [DialogEvent] = []
}
