// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Server
import Testing

@testable import layby

@Suite("Configuration: documents")
struct ConfigurationDocumentsTests {
    private static let documents = Files.parent(of: Files.parent(of: Files.parent(of: #filePath))) + "/docs/"

    private func document(_ name: String) throws -> String {
        String(decoding: try Files.read(Self.documents + name), as: UTF8.self)
    }

    /// Rows as Markdown writes them, with a bar inside of a cell escaped.
    private func table(_ rows: [[String]]) -> String {
        rows.map { row in
            "| "
                + row.map {
                    $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
                }
                .joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    @Test func `the example is read without a warning and has every key`() throws {
        let file = try ConfigurationFile.read(Self.documents + "layby.example.yaml")
        let loaded = try LoadedConfiguration.load(file: file)
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.origins.filter { $0.value == "default" }.isEmpty)
        let text = try document("layby.example.yaml")
        for setting in RangeSetting.all { #expect(text.contains("\(setting.name): "), "\(setting.name)") }
    }

    @Test func `the example has the default of every key, apart from the ranges`() throws {
        let file = try ConfigurationFile.read(Self.documents + "layby.example.yaml")
        var configuration = try LoadedConfiguration.load(file: file).configuration
        #expect(configuration.ranges.count == 2)
        configuration.ranges = []
        #expect(configuration == Configuration())
    }

    @Test func `the page on configuration lists every key with its default`() throws {
        let rows = ConfigurationKey.all.map { key in
            ["`\(key.path)`", "`\(key.text(in: Configuration()))`", key.accepted, key.meaning]
        }
        let expected = table(
            [["key", "default", "accepted", "meaning"], ["---", "---", "---", "---"]] + rows)
        #expect(try document("configuration.md").contains(expected), "\(expected)")
    }

    @Test func `the page on configuration lists every setting of a range`() throws {
        let rows = RangeSetting.all.map { setting in
            let fallback =
                setting.isRequired
                ? "needed" : setting.defaultText.isEmpty ? "none" : "`\(setting.defaultText)`"
            return ["`\(setting.name)`", fallback, setting.accepted, setting.meaning]
        }
        let expected = table(
            [["key", "default", "accepted", "meaning"], ["---", "---", "---", "---"]] + rows)
        #expect(try document("configuration.md").contains(expected), "\(expected)")
    }

    @Test func `the page on the command line lists every command and status`() throws {
        let text = try document("cli.md")
        let commands = Command.all.map { command in
            let arguments = command.arguments.map { $0.isOptional ? "[\($0.name)]" : $0.name }
            return ["`layby \(([command.name] + arguments).joined(separator: " "))`", command.meaning]
        }
        let expected = table([["command", "what it does"], ["---", "---"]] + commands)
        #expect(text.contains(expected), "\(expected)")
        let statuses = table(
            [["status", "meaning"], ["---", "---"]]
                + Command.exitStatuses.map { ["\($0.status)", $0.meaning] })
        #expect(text.contains(statuses), "\(statuses)")
    }
}
