// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// Who sent what to whom, in the order in which it happened, drawn between the two telephones and the server.
package final class SIPLadder: Sendable {
    package enum Telephone: Int, Sendable { case caller, retriever }

    private struct Rung: Sendable {
        let time: Instant
        let telephone: Telephone
        let isToServer: Bool
        let message: String
    }

    private let rungs = Guarded<[Rung]>([])
    private static let width = 44

    package init() {}

    package func add(_ telephone: Telephone, isToServer: Bool, _ message: String) {
        let rung = Rung(time: SystemClock.now, telephone: telephone, isToServer: isToServer, message: message)
        rungs.withLock { $0.append(rung) }
    }

    /// A line for each message, with the milliseconds since the first.
    package var lines: [String] {
        let rungs = rungs.withLock { $0 }
        guard let start = rungs.first?.time else { return [] }
        let heading =
            "      ms  caller" + Self.padded("", Self.width - 5) + "layby" + Self.padded("", Self.width - 4)
            + "retriever"
        return [heading]
            + rungs.map { rung in
                let time = String((rung.time - start).milliseconds)
                let arrow = Self.arrow(rung)
                let empty = String(repeating: " ", count: Self.width)
                let (left, right) = rung.telephone == .caller ? (arrow, empty) : (empty, arrow)
                return Self.padded("", 8 - time.count) + time + "  |" + left + "|" + right + "|"
            }
    }

    /// The caller stands left of the server, the retriever right of it.
    private static func arrow(_ rung: Rung) -> String {
        let message = String(rung.message.prefix(width - 6))
        let isRightwards = (rung.telephone == .caller) == rung.isToServer
        let line = String(repeating: "-", count: width - 5 - message.count)
        return isRightwards ? " \(message) \(line)-> " : " <-\(line) \(message) "
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
