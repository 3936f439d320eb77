// SPDX-License-Identifier: GPL-3.0-or-later
import Platform
import Core
import Foundation
import Testing

@testable import Storage

@Suite struct StorageDocumentTests {
    /// The lines of a table of the page, as cells without their code marks.
    private func rows(under heading: String) throws -> [[String]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        let page = try String(contentsOf: root.appendingPathComponent("docs/storage.md"), encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix(heading) })
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
            }
        }
    }

    @Test func `the page names every table of the database, and no other`() throws {
        let directory = try ScratchDirectory()
        defer { directory.remove() }
        let store = try SQLiteStore(directory: directory.path, at: second(0))
        let tables = try store.reader.withLock { connection throws(Refusal) in
            try connection.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            ) { $0.text() }
        }
        #expect(try rows(under: "Tables").map { $0[0] }.sorted() == tables)
    }

    @Test func `the page names every migration`() throws {
        #expect(try rows(under: "Migrations") == Migration.all.map { [String($0.number), $0.name] })
    }
}
