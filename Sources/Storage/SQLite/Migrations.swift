// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// One step of the database from a version to the next.
struct Migration {
    let number: Int
    let name: String
    let sql: String

    /// All steps, in order; a step that has been released is never edited, a new one goes behind it.
    static let all = [
        Migration(number: 1, name: "ranges, orbits, calls, jobs, tokens, events", sql: first),
        Migration(
            number: 2, name: "how a parked call came",
            sql: "ALTER TABLE parked_calls ADD COLUMN origin TEXT NOT NULL DEFAULT 'api'"),
    ]

    /// `PRAGMA application_id`: "LAYB", by which a database of another program is told from ours.
    static let applicationID: Int64 = 0x4C41_5942

    /// Brings a database up to the last step; each one is a transaction together with its number.
    static func bring(_ connection: Connection, from version: Int) throws(Refusal) {
        for migration in all where migration.number > version {
            try connection.transaction { connection throws(Refusal) in
                try connection.execute(migration.sql)
                try connection.execute("PRAGMA user_version = \(migration.number)")
            }
        }
    }

    private static let first = """
        PRAGMA application_id = \(applicationID);

        CREATE TABLE ranges (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL CHECK (last >= first),
            pool TEXT NOT NULL,
            programme TEXT NOT NULL,
            selection TEXT NOT NULL,
            reuse_after_ms INTEGER NOT NULL,
            on_full TEXT NOT NULL,
            overflow_to TEXT REFERENCES ranges (name),
            lamp TEXT NOT NULL,
            version INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
            last_given INTEGER,
            full_told INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE orbits (
            number INTEGER PRIMARY KEY,
            range TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'free' CHECK (state IN ('free', 'taken', 'cooling')),
            call_id BLOB CHECK ((call_id IS NOT NULL) = (state = 'taken')),
            freed_at INTEGER CHECK (freed_at IS NOT NULL OR state != 'cooling'),
            retired INTEGER NOT NULL DEFAULT 0 CHECK (retired = 0 OR state = 'taken')
        ) STRICT;
        CREATE INDEX orbits_by_range ON orbits (range, number);
        CREATE UNIQUE INDEX orbits_by_call ON orbits (call_id) WHERE call_id IS NOT NULL;
        CREATE INDEX orbits_free_by_number ON orbits (range, number) WHERE state = 'free';
        CREATE INDEX orbits_free_by_idleness ON orbits (range, freed_at, number) WHERE state = 'free';
        CREATE INDEX orbits_cooling ON orbits (range, freed_at, number) WHERE state = 'cooling';

        CREATE TABLE parked_calls (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            orbit INTEGER NOT NULL UNIQUE REFERENCES orbits (number),
            range TEXT NOT NULL,
            programme TEXT NOT NULL,
            token TEXT NOT NULL,
            state TEXT NOT NULL,
            caller_uri TEXT,
            caller_name TEXT,
            parker_uri TEXT,
            parker_name TEXT,
            remote TEXT NOT NULL,
            codec TEXT NOT NULL,
            packet_time_us INTEGER NOT NULL,
            payload_type INTEGER NOT NULL,
            local TEXT NOT NULL,
            ssrc INTEGER NOT NULL,
            first_sequence INTEGER NOT NULL,
            first_timestamp INTEGER NOT NULL,
            parked_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX parked_calls_by_age ON parked_calls (parked_at, id);

        CREATE TABLE finished_calls (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            orbit INTEGER NOT NULL,
            range TEXT NOT NULL,
            outcome TEXT NOT NULL,
            why TEXT NOT NULL,
            by TEXT,
            caller_uri TEXT,
            caller_name TEXT,
            parker_uri TEXT,
            parker_name TEXT,
            parked_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL CHECK (ended_at >= parked_at)
        ) STRICT;

        CREATE TABLE jobs (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            progress INTEGER NOT NULL,
            total INTEGER NOT NULL,
            result TEXT,
            problems TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX jobs_by_age ON jobs (created_at, id);

        CREATE TABLE tokens (
            id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_by_age ON tokens (created_at, id);

        CREATE TABLE events (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            time INTEGER NOT NULL,
            data TEXT NOT NULL
        ) STRICT;
        """
}
