// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The files of this checkout, as the rules look at them.
enum SourceTree {
    struct File: CustomStringConvertible, Sendable {
        let path: String
        let text: String

        var description: String { path }
        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

        /// The modules it imports.
        var imports: Set<String> {
            Set(
                lines.compactMap { line in
                    let words = line.split(separator: " ")
                    guard let place = words.firstIndex(of: "import"), place <= 2, words.count > place + 1,
                        words[..<place].allSatisfy({
                            ["internal", "package", "private", "@testable"].contains($0)
                        })
                    else { return nil }
                    return String(words[place + 1])
                })
        }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func files(under folder: String, endingIn suffixes: [String] = [".swift"]) -> [File] {
        let base = root + "/" + folder
        guard let walk = FileManager.default.enumerator(atPath: base) else { return [] }
        return walk.compactMap { $0 as? String }.filter { name in suffixes.contains { name.hasSuffix($0) } }
            .sorted()
            .map {
                File(
                    path: folder + "/" + $0,
                    text: (try? String(contentsOfFile: base + "/" + $0, encoding: .utf8)) ?? "")
            }
    }

    static var swift: [File] { ["Sources", "Tests", "benchmarks"].flatMap { files(under: $0) } }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }
}
