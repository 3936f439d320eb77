// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform
internal import Server

extension Invocation {
    static let outputOption = Command.Option(
        name: "-o", value: "table|json", meaning: "tables for people, or JSON")

    static let clientOptions = [
        Command.Option(
            name: "--url", value: "URL", meaning: "the server; else LAYBY_URL, else \(defaultURL)"),
        Command.Option(
            name: "--token", value: "TOKEN", meaning: "the bearer token; else --token-file, else LAYBY_TOKEN"),
        Command.Option(
            name: "--token-file", value: "FILE",
            meaning: "a file with the token; for a server on this machine else \(demoTokenFile)"),
        outputOption,
    ]

    private static let defaultURL = "http://127.0.0.1:8080"
    private static let demoTokenFile = "./.layby/admin-token"

    var wantsJSON: Bool {
        get throws(CommandFailure) {
            switch self["-o"] {
            case nil, "table": return false
            case "json": return true
            case .some(let other): throw .usage("-o \(quoted(other)) is not an output; accepted: table, json")
            }
        }
    }

    func client() throws(CommandFailure) -> APIClient {
        let url = self["--url"] ?? setting("LAYBY_URL") ?? Self.defaultURL
        do throws(ClientFailure) {
            // The demo's token is found by its place, and so goes to no other machine.
            let isLocal = try APIClient(url: url, token: nil).isLocal
            return try APIClient(url: url, token: try token(isLocal: isLocal))
        } catch {
            throw .client(error)
        }
    }

    private func token(isLocal: Bool) throws(ClientFailure) -> String? {
        if let token = self["--token"] { return token }
        if let file = self["--token-file"] {
            do throws(SystemError) {
                return try Self.read(tokenFile: file)
            } catch {
                throw .unusable("--token-file: \(error)")
            }
        }
        if let token = setting("LAYBY_TOKEN") { return token }
        return isLocal ? try? Self.read(tokenFile: Self.demoTokenFile) : nil
    }

    private static func read(tokenFile path: String) throws(SystemError) -> String {
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A variable that is set to something.
    private func setting(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Sends one request; what the server refuses ends the command.
    func send(
        _ method: String, _ path: String, body: JSON? = nil, headers: [(name: String, value: String)] = []
    ) throws(CommandFailure) -> APIClient.Answer {
        let client = try client()
        do throws(ClientFailure) {
            return try client.send(method, path, body: body, headers: headers)
        } catch {
            throw .client(error)
        }
    }

    /// `If-Match` where the command was told an ETag.
    var condition: [(name: String, value: String)] {
        get throws(CommandFailure) {
            guard let tag = self["--if-match"] else { return [] }
            guard tag.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .usage("--if-match \(quoted(tag)) is not an ETag")
            }
            return [("If-Match", tag)]
        }
    }
}
