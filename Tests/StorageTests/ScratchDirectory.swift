// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A directory of one test's own, gone with its owner.
final class ScratchDirectory: Sendable {
    let path = NSTemporaryDirectory() + "layby-store-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/layby.sqlite" }
}
