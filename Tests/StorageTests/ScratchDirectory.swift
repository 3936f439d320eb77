// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A directory of one test's own, removed at its end.
struct ScratchDirectory: Sendable {
    let path = NSTemporaryDirectory() + "layby-store-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/layby.sqlite" }
}
