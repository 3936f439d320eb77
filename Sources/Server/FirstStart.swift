// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform
internal import Storage

/// What a server does once in the life of its data directory: the ranges of the configuration, and a token for its admin.
enum FirstStart {
    static let tokenFile = "admin-token"

    /// Returns the path of the admin's token if this was the first start.
    ///
    /// The token is the last thing written: a start that was cut short is a first start again.
    static func prepare(_ store: any Store, _ configuration: Configuration) throws(StartFailure) -> String? {
        let path = configuration.data + "/" + tokenFile
        do throws(Refusal) {
            guard try store.tokens(Page(limit: 1)).items.isEmpty else { return nil }
            let now = SystemClock.wallTime
            for range in ordered(configuration.ranges) where try store.range(named: range.name) == nil {
                _ = try store.createRange(range, at: now)
            }
            let (token, secret) = AccessToken.fresh(name: "admin", role: .admin, at: now)
            do throws(SystemError) {
                try Files.writeDurably((secret + "\n").utf8, to: path, mode: 0o600)
            } catch {
                throw Refusal(.storeUnavailable, "the admin's token could not be written: \(error)")
            }
            try store.add(token)
            return path
        } catch {
            throw StartFailure(error.detail)
        }
    }

    /// A range that overflows into another comes after it.
    private static func ordered(_ ranges: [OrbitRange]) -> [OrbitRange] {
        var waiting = ranges
        var ordered: [OrbitRange] = []
        while !waiting.isEmpty {
            let ready = waiting.firstIndex { range in
                !waiting.contains { $0.name == range.overflowTo }
            }
            ordered.append(waiting.remove(at: ready ?? 0))
        }
        return ordered
    }
}

/// Why a server did not start, in words for whoever started it.
package struct StartFailure: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
