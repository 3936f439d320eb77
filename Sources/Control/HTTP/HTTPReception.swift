// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// What the callbacks of one server share: the router, the tally of connections, the requests under way.
final class HTTPReception: Sendable {
    private struct State {
        var underWay: [ObjectIdentifier: HTTPExchange] = [:]
        var isClosing = false
    }

    let mostBodyBytes: Int
    private let router: Router
    private let tally: Guarded<ConnectionTally>
    private let state = Guarded(State())
    /// Gets a message each time the last request under way has gone while the server closes.
    private let idle = Mailbox<Void>()

    init(router: Router, settings: ControlSettings) {
        self.router = router
        mostBodyBytes = settings.mostBodyBytes
        tally = Guarded(ConnectionTally(most: settings.mostConnectionsPerAddress))
    }

    func admits(_ address: IPAddress) -> Bool { tally.withLock { $0.admits(address) } }
    func opened(_ address: IPAddress) { tally.withLock { $0.opened(address) } }
    func closed(_ address: IPAddress) { tally.withLock { $0.closed(address) } }

    /// Hands a request on; once the server closes, its client is told so at once.
    func handle(_ request: Request, of exchange: HTTPExchange) {
        let isOpen = state.withLock { state in
            if !state.isClosing { state.underWay[ObjectIdentifier(exchange)] = exchange }
            return !state.isClosing
        }
        guard isOpen else { return exchange.answer(Self.draining) }
        router.handle(request) { exchange.answer($0) }
    }

    /// The response has been sent, or its client has gone.
    func completed(_ exchange: HTTPExchange) {
        let wakes = state.withLock { state in
            state.underWay.removeValue(forKey: ObjectIdentifier(exchange)) != nil && state.underWay.isEmpty
                && state.isClosing
        }
        if wakes { idle.post(()) }
    }

    /// Takes no more requests, and waits until those under way are answered; false when the deadline came first.
    func close(until deadline: Instant) -> Bool {
        let isIdle = state.withLock { state in
            state.isClosing = true
            return state.underWay.isEmpty
        }
        return isIdle || idle.receive(until: deadline)?.isEmpty == false
    }

    /// Answers in the place of a desk that has not, then waits until the answers are sent.
    func giveUp(until deadline: Instant) {
        for exchange in state.withLock({ Array($0.underWay.values) }) { exchange.answer(Self.draining) }
        _ = close(until: deadline)
    }

    private static var draining: Response {
        .problem(
            Refusal(.draining, "the server is shutting down: ask again when it is back"),
            headers: [Request.Header("Connection", "close")])
    }
}
