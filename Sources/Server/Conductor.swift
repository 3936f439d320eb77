// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Media
package import Platform
package import Signaling
internal import Storage

/// The one place where clock, events and effects meet: it tells the exchange what happened and carries out what it says.
package final class Conductor: Sendable {
    package typealias Answer = @Sendable (Result<Reply, Refusal>) -> Void

    private enum Message: Sendable {
        case event(Event)
        case park(ParkRequest, Answer)
        case release(CallID, by: String, Answer)
    }

    private let mailbox = Mailbox<Message>()
    private let store: StoreThread
    private let calls: Counter
    private let legs: Counter

    package init(store: StoreThread, counters: Counters) {
        self.store = store
        calls = counters.gauge("layby_calls", "Calls that this node is handling, in any state.")
        legs = counters.gauge("layby_sip_legs", "SIP legs that the exchange knows.")
    }

    package func tell(_ event: Event) { mailbox.post(.event(event)) }

    /// A report of SIP; the token is for the call that an INVITE may become.
    package func tell(_ leg: LegID, _ event: DialogEvent) {
        tell(.dialog(leg, token: Secret.make(bytes: 16), event))
    }

    package func park(_ request: ParkRequest, answer: @escaping Answer) {
        if !mailbox.post(.park(request, answer)) { answer(.failure(Self.stopping)) }
    }

    package func release(_ call: CallID, by: String, answer: @escaping Answer) {
        if !mailbox.post(.release(call, by: by, answer)) { answer(.failure(Self.stopping)) }
    }

    private static let stopping = Refusal(.draining, "the server is stopping; try again shortly")

    /// Starts the thread that owns the exchange.
    package func start(_ dialplan: Dialplan, _ media: MediaEngine, _ sip: SIPStack?) -> WorkerThread {
        WorkerThread("layby-exchange") { [self] in conduct(Exchange(dialplan), media, sip) }
    }

    /// Lets the thread end once it has read what is in its mailbox.
    package func stop() { mailbox.close() }

    private func conduct(_ begin: Exchange, _ media: MediaEngine, _ sip: SIPStack?) {
        var exchange = begin
        var waiting: [RequestID: Answer] = [:]
        var lastRequest: UInt64 = 0
        while let messages = mailbox.receive(until: exchange.nextDeadline) {
            var events = messages.map { message -> Event in
                switch message {
                case .event(let event): return event
                case .park(let park, let answer):
                    lastRequest += 1
                    waiting[RequestID(lastRequest)] = answer
                    return .parkRequested(
                        RequestID(lastRequest), .fresh(), token: Secret.make(bytes: 16), park)
                case .release(let call, let by, let answer):
                    lastRequest += 1
                    waiting[RequestID(lastRequest)] = answer
                    return .releaseRequested(RequestID(lastRequest), call, by: by)
                }
            }
            if events.isEmpty { events = [.deadlinePassed] }
            for event in events {
                for effect in exchange.handle(event, at: SystemClock.now) {
                    if case .answer(let request, let result) = effect {
                        waiting.removeValue(forKey: request)?(result)
                    } else {
                        carryOut(effect, media, sip)
                    }
                }
            }
            calls.set(Int64(exchange.callCount))
            legs.set(Int64(exchange.legCount))
        }
        for answer in waiting.values { answer(.failure(Self.stopping)) }
    }

    private func carryOut(_ effect: Effect, _ media: MediaEngine, _ sip: SIPStack?) {
        switch effect {
        case .openLeg(let call, let order): media.post(.open(call, order))
        case .playMusic(let call, let programme): media.post(.play(call, programme: programme))
        case .closeLeg(let call, let why): media.post(.close(call, why: why))
        case .claimOrbit(let claim):
            store.perform { store throws(Refusal) in
                try store.claim(claim, at: SystemClock.wallTime)
            } answer: { [self] result in
                switch result {
                case .success(let call): tell(.orbitClaimed(call))
                case .failure(let refusal): tell(.claimRefused(claim.call, refusal))
                }
            }
        case .finishCall(let call, let outcome, let why, let by):
            store.perform { store throws(Refusal) in
                try store.finish(call, as: outcome, why: why, by: by, at: SystemClock.wallTime)
            } answer: { [self] result in
                switch result {
                case .success(let finished): tell(.callFinished(finished))
                case .failure(let refusal): tell(.finishRefused(call, refusal))
                }
            }
        case .aim(let leg, let remote): media.post(.aim(leg, remote))
        case .bridge(let one, let other): media.post(.bridge(one, other))
        case .signal(let leg, let order): sip?.post(leg, order)
        case .answer:
            preconditionFailure("answers go back to those who wait")
        }
    }
}
