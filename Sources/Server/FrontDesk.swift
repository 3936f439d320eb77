// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform
internal import Storage

/// Hands each intent to whoever carries it out: calls to the conductor, settings to the store, jobs to their board.
package final class FrontDesk: Desk {
    private let conductor: Conductor
    private let store: StoreThread
    private let jobs: JobBoard

    package init(conductor: Conductor, store: StoreThread, jobs: JobBoard) {
        self.conductor = conductor
        self.store = store
        self.jobs = jobs
    }

    package func submit(_ intent: Intent, answer: @escaping @Sendable (Result<Reply, Refusal>) -> Void) {
        switch intent {
        case .park(let request): conductor.park(request, answer: answer)
        case .release(let call, let by): conductor.release(call, by: by, answer: answer)
        case .cancelJob(let id): cancel(id, answer: answer)
        case .createRange(let range):
            change(answer) { store, now throws(Refusal) in .range(try store.createRange(range, at: now)) }
        case .changeRange(let name, let change, let ifMatch):
            self.change(answer) { store, now throws(Refusal) in
                .range(try store.changeRange(name, change, ifMatch: ifMatch, at: now))
            }
        case .deleteRange(let name, let ifMatch):
            change(answer) { store, now throws(Refusal) in
                try store.deleteRange(name, ifMatch: ifMatch, at: now)
                return .done
            }
        case .createToken(let name, let role):
            change(answer) { store, now throws(Refusal) in
                let (token, secret) = AccessToken.fresh(name: name, role: role, at: now)
                try store.add(token)
                return .token(token, secret: secret)
            }
        case .deleteToken(let id):
            change(answer) { store, _ throws(Refusal) in
                try store.removeToken(id)
                return .done
            }
        }
    }

    private func change(
        _ answer: @escaping @Sendable (Result<Reply, Refusal>) -> Void,
        _ work: @escaping @Sendable (any Store, WallTime) throws(Refusal) -> Reply
    ) {
        store.perform({ store throws(Refusal) in try work(store, SystemClock.wallTime) }, answer: answer)
    }

    private func cancel(_ id: JobID, answer: @escaping @Sendable (Result<Reply, Refusal>) -> Void) {
        if let job = jobs.cancel(id) {
            answer(.success(.job(job)))
            return
        }
        store.perform(
            { store throws(Refusal) in
                guard let job = try store.job(id) else { throw Refusal(.notFound, "there is no job \(id)") }
                throw Refusal(
                    .invalid, "job \(id) is \(job.state.rawValue) already; nothing is left to cancel")
            }, answer: answer)
    }
}

extension AccessToken {
    /// A new token, and the secret that its bearer will show.
    package static func fresh(name: String, role: Role, at now: WallTime) -> (AccessToken, secret: String) {
        let secret = Secret.make(bytes: 32)
        return (
            AccessToken(
                id: .fresh(at: now), name: name, role: role, hash: SHA256.digest(secret.utf8), createdAt: now),
            secret
        )
    }
}
