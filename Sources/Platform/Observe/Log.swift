// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc

/// Lines of `time level message key=value…` on the standard error.
package enum Log {
    package enum Level: String, Sendable { case debug, info, warning, error }

    /// Writes one line; the message is a fixed text, what varies are fields.
    package static func write(
        _ level: Level, _ message: StaticString, _ fields: KeyValuePairs<String, String> = [:]
    ) {
        var line = "\(SystemClock.wallTime.rfc3339) \(level.rawValue) \(message)"
        for (key, value) in fields {
            let needsQuotes = value.isEmpty || value.utf8.contains { $0 <= 32 || $0 == UInt8(ascii: "\"") }
            line += " \(key)=" + (needsQuotes ? JSON.string(value).text : value)
        }
        line += "\n"
        _ = line.withUTF8 { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    package static func info(_ message: StaticString, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.info, message, fields)
    }

    package static func warning(_ message: StaticString, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.warning, message, fields)
    }

    package static func error(_ message: StaticString, _ fields: KeyValuePairs<String, String> = [:]) {
        write(.error, message, fields)
    }
}
