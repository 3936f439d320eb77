// SPDX-License-Identifier: GPL-3.0-or-later
package import Platform

/// Why a store was not opened; no data has been changed then.
package enum OpenFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process serves from this directory.
    case held(directory: String, by: Int?)
    case directory(SystemError)
    case notADatabase(String)
    /// A database, but of another program.
    case foreign(String)
    /// Written by a newer version of this program.
    case newer(String, version: Int, known: Int)
    case unusable(String, reason: String)

    package var description: String {
        switch self {
        case .held(let directory, let process):
            "\(directory) is in use by \(process.map { "process \($0)" } ?? "another process"): "
                + "stop that one, or set another data directory"
        case .directory(let error):
            "the data directory cannot be used: \(error)"
        case .notADatabase(let path):
            "\(path) is not a database: move it away, or restore it from a backup"
        case .foreign(let path):
            "\(path) is a database of another program: set another data directory"
        case .newer(let path, let version, let known):
            "\(path) was written by a newer version (format \(version), this program knows up to \(known)): "
                + "run that version, or restore a backup made before the upgrade"
        case .unusable(let path, let reason):
            "\(path) cannot be opened: \(reason)"
        }
    }
}
