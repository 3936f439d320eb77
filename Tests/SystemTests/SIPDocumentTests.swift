// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// `docs/sip.md` against the tests that it names.
struct SIPDocumentTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The text of every file of the folder that speaks SIP, but this one.
    private func sources() throws -> [String] {
        try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.hasPrefix("SIP") && $0.pathExtension == "swift" }
            .filter { $0.lastPathComponent != "SIPDocumentTests.swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test func `each flow of the page is held by a test, and each test is on the page`() throws {
        let file = Self.folder.appendingPathComponent("../../docs/sip.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n## ").first { $0.hasPrefix("Flows") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
        let named = Set(rows.compactMap { $0.firstMatch(of: /`([^`]+)` \|$/).map { String($0.1) } })
        let tests = Set(try sources().flatMap { $0.matches(of: /func `([^`]+)`/).map { String($0.1) } })
        #expect(rows.count == named.count, "a row names no test")
        #expect(named == tests, "only one has \(named.symmetricDifference(tests).sorted())")
    }

    @Test func `each scenario is played`() throws {
        let text = try sources().joined()
        let scenarios = try FileManager.default.contentsOfDirectory(atPath: SIPScenario.folder)
        #expect(scenarios.count >= 10)
        for scenario in scenarios {
            #expect(scenario.hasSuffix(".xml"))
            #expect(text.contains("\"\(scenario.dropLast(4))\""), "\(scenario) is not used")
        }
    }
}
