// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform
internal import Storage

/// Long work on threads of its own, its progress kept in the store.
package final class JobBoard: Sendable {
    /// How often progress is written down.
    private static let writeInterval = Duration.seconds(1)

    private struct Running {
        var job: Job
        var isCancelled = false
    }

    private let running = Guarded<[JobID: Running]>([:])
    private let store: StoreThread

    package init(_ store: StoreThread) {
        self.store = store
    }

    /// Begins a job; `work` runs on its own thread, and what it throws is the job's problem.
    @discardableResult
    package func start(
        _ kind: String, total: Int64, work: @escaping @Sendable (JobProgress) throws(JobFailure) -> JSON?
    ) -> JobID {
        var job = Job(id: .fresh(), kind: kind, total: total, createdAt: SystemClock.wallTime)
        job.state = .running
        let id = job.id
        running.withLock { [job] in $0[id] = Running(job: job) }
        write(job)
        _ = WorkerThread("layby-job") { [self] in
            do throws(JobFailure) {
                let result = try work(JobProgress(board: self, id: id, writeInterval: Self.writeInterval))
                end(id, .done, result: result, problems: [])
            } catch {
                switch error {
                case .cancelled: end(id, .cancelled, result: nil, problems: [])
                case .failed(let problems): end(id, .failed, result: nil, problems: problems)
                }
            }
        }
        return id
    }

    /// Asks a running job to stop; the answer shows it as it is now.
    package func cancel(_ id: JobID) -> Job? {
        running.withLock { running in
            running[id]?.isCancelled = true
            return running[id]?.job
        }
    }

    fileprivate func isCancelled(_ id: JobID) -> Bool {
        running.withLock { $0[id]?.isCancelled ?? true }
    }

    fileprivate func setProgress(_ progress: Int64, of id: JobID, isWritten: Bool) {
        let job = running.withLock { running -> Job? in
            running[id]?.job.progress = progress
            running[id]?.job.updatedAt = SystemClock.wallTime
            return running[id]?.job
        }
        if isWritten, let job { write(job) }
    }

    private func end(_ id: JobID, _ state: Job.State, result: JSON?, problems: [String]) {
        guard var job = running.withLock({ $0.removeValue(forKey: id)?.job }) else { return }
        job.state = state
        job.result = result
        job.problems = problems
        if state == .done { job.progress = job.total }
        job.updatedAt = SystemClock.wallTime
        write(job)
        for problem in problems {
            Log.error("job failed", ["job": "\(id)", "kind": job.kind, "problem": problem])
        }
    }

    private func write(_ job: Job) {
        store.perform { store throws(Refusal) in
            try store.save(job)
        } answer: { result in
            if case .failure(let refusal) = result {
                Log.warning("job not recorded", ["job": "\(job.id)", "reason": refusal.detail])
            }
        }
    }
}

/// Why a job did not finish.
package enum JobFailure: Error, Equatable, Sendable {
    case cancelled
    case failed([String])
}

/// A job's view of itself.
package final class JobProgress: Sendable {
    private let board: JobBoard
    private let id: JobID
    private let writeInterval: Duration
    private let lastWrite = Guarded(Instant.zero)

    fileprivate init(board: JobBoard, id: JobID, writeInterval: Duration) {
        self.board = board
        self.id = id
        self.writeInterval = writeInterval
    }

    package var isCancelled: Bool { board.isCancelled(id) }

    /// Notes how much is done.
    package func report(_ done: Int64) {
        let now = SystemClock.now
        let isWritten = lastWrite.withLock { last in
            guard now - last >= writeInterval else { return false }
            last = now
            return true
        }
        board.setProgress(done, of: id, isWritten: isWritten)
    }
}
