// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform

/// The store of a single node: one SQLite database in a directory that this process keeps to itself.
///
/// Changes go through one connection and return when they are on the disk. Lists have a connection of their own,
/// which sees all that was committed before and never waits for a commit under way.
package final class SQLiteStore: Store {
    let writer: Guarded<Connection>
    let reader: Guarded<Connection>
    private let lock: DirectoryLock

    /// Opens `layby.sqlite` in the directory, both made when absent; jobs that a crash cut off are marked failed.
    package init(directory: String, at now: WallTime) throws(OpenFailure) {
        lock = try Self.take(directory)
        let path = directory + "/layby.sqlite"
        writer = Guarded(try Self.openForWriting(path, in: directory, at: now))
        do throws(Refusal) {
            reader = Guarded(try Connection(path, .reading))
        } catch {
            throw .unusable(path, reason: error.detail)
        }
    }

    /// The reader goes first: only a connection that may write tidies up the log behind the last user.
    deinit {
        reader.withLock { $0.close() }
        writer.withLock { $0.close() }
    }

    private static func take(_ directory: String) throws(OpenFailure) -> DirectoryLock {
        do throws(SystemError) {
            try Files.makeDirectory(directory, mode: 0o750)
        } catch {
            throw .directory(error)
        }
        do throws(DirectoryLock.Failure) {
            return try DirectoryLock(directory)
        } catch {
            switch error {
            case .held(let process): throw .held(directory: directory, by: process)
            case .system(let error): throw .directory(error)
            }
        }
    }

    private static func openForWriting(
        _ path: String, in directory: String, at now: WallTime
    ) throws(OpenFailure) -> Connection {
        let connection: Connection
        do throws(Refusal) {
            connection = try Connection(path, .writing)
        } catch {
            throw .unusable(path, reason: error.detail)
        }
        let version = try knownVersion(of: connection, path)
        do throws(Refusal) {
            try connection.execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
            try Migration.bring(connection, from: version)
            try failInterruptedJobs(connection, at: now)
        } catch {
            throw .unusable(path, reason: error.detail)
        }
        do throws(SystemError) {
            try Files.syncDirectory(directory)
        } catch {
            throw .directory(error)
        }
        return connection
    }

    /// The version of the database, 0 of an empty one; reads only, so that what is not ours stays as it is.
    private static func knownVersion(of connection: Connection, _ path: String) throws(OpenFailure) -> Int {
        let found: (version: Int64, application: Int64, tables: Int64)
        do throws(Refusal) {
            func number(_ sql: String) throws(Refusal) -> Int64 {
                try connection.first(sql) { $0.integer() } ?? 0
            }
            found = try (
                number("PRAGMA user_version"), number("PRAGMA application_id"),
                number("SELECT count(*) FROM sqlite_master")
            )
        } catch {
            throw connection.isNotADatabase ? .notADatabase(path) : .unusable(path, reason: error.detail)
        }
        if found == (0, 0, 0) { return 0 }
        guard found.application == Migration.applicationID else { throw .foreign(path) }
        let known = Migration.all.last!.number
        guard found.version <= known else {
            throw .newer(path, version: Int(found.version), known: known)
        }
        return Int(found.version)
    }

    private static func failInterruptedJobs(_ connection: Connection, at now: WallTime) throws(Refusal) {
        try connection.transaction { connection throws(Refusal) in
            for job in try connection.rows(Job.selectUnfinished, read: Job.init(row:)) {
                try connection.save(job.interrupted(at: now))
            }
        }
    }
}
