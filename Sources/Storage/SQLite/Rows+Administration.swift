// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension Job {
    static let select = """
        SELECT id, kind, state, progress, total, result, problems, created_at, updated_at FROM jobs 
        """
    static let selectUnfinished = select + "WHERE state IN ('queued', 'running')"

    init(row: inout Row) throws(Refusal) {
        let id: JobID = try row.identity()
        let kind = row.text()
        let state = try row.choice(State.self)
        let (progress, total) = (row.integer(), row.integer())
        let result = try row.optionalJSON()
        let problems = try row.json()
        self.init(id: id, kind: kind, total: total, createdAt: row.time())
        self.state = state
        self.progress = progress
        self.result = result
        if case .array(let texts) = problems {
            self.problems = texts.compactMap { if case .string(let text) = $0 { text } else { nil } }
        }
        updatedAt = row.time()
    }
}

extension AccessToken {
    static let select = "SELECT id, name, role, hash, created_at FROM tokens "

    init(row: inout Row) throws(Refusal) {
        self.init(
            id: try row.identity(), name: row.text(), role: try row.choice(Role.self), hash: row.bytes(),
            createdAt: row.time())
    }
}

extension RecordedEvent {
    static let select = "SELECT sequence, kind, subject, time, data FROM events "

    init(row: inout Row) throws(Refusal) {
        self.init(
            sequence: row.integer(), kind: try row.choice(Kind.self), subject: row.text(), time: row.time(),
            data: try row.json())
    }
}

extension Connection {
    func save(_ job: Job) throws(Refusal) {
        try run(
            """
            INSERT INTO jobs (id, kind, state, progress, total, result, problems, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, state = excluded.state,
                progress = excluded.progress, total = excluded.total, result = excluded.result,
                problems = excluded.problems, created_at = excluded.created_at, updated_at = excluded.updated_at
            """,
            job.id, job.kind, job.state.rawValue, job.progress, job.total, job.result?.text,
            JSON.array(job.problems.map { .string($0) }).text, job.createdAt, job.updatedAt)
    }
}
