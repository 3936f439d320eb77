// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
internal import Core
internal import Media

/// What the control plane shows of a running server.
final class ServerHealth: Health {
    private struct State {
        var isMusicReady = false
        var musicProblem: String?
        var isStopping = false
    }

    private let state = Guarded(State())
    private let store: StoreThread
    private let media: MediaEngine

    init(store: StoreThread, media: MediaEngine) {
        self.store = store
        self.media = media
    }

    func musicIsReady() { state.withLock { $0.isMusicReady = true } }
    func musicFailed(_ problem: String) { state.withLock { $0.musicProblem = problem } }
    func isStopping() { state.withLock { $0.isStopping = true } }

    var unreadiness: [String] {
        var reasons = state.withLock { state -> [String] in
            var reasons: [String] = []
            if let problem = state.musicProblem {
                reasons.append("the hold music could not be prepared: \(problem)")
            } else if !state.isMusicReady {
                reasons.append("the hold music is being prepared")
            }
            if state.isStopping { reasons.append("the server is stopping") }
            return reasons
        }
        if store.isFailing(at: SystemClock.now) { reasons.append("the store refused to write a moment ago") }
        return reasons
    }

    func measurements() -> [Measurement] { media.measurements }
}
