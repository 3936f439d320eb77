// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

extension SQLiteStore {
    package func save(_ job: Job) throws(Refusal) {
        try write { connection throws(Refusal) in try connection.save(job.normalized) }
    }

    package func add(_ token: AccessToken) throws(Refusal) {
        try write { connection throws(Refusal) in
            let added = try connection.run(
                "INSERT INTO tokens (id, name, role, hash, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                token.id, token.name, token.role.rawValue, token.hash, token.createdAt)
            if added != 1 { throw .tokenExists }
        }
    }

    package func removeToken(_ id: TokenID) throws(Refusal) {
        try write { connection throws(Refusal) in
            if try connection.run("DELETE FROM tokens WHERE id = ?", id) != 1 { throw .noToken(id) }
        }
    }
}
