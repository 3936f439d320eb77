// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

/// The rules of the house, held against the sources.
struct ArchitectureTests {
    @Test func `the core knows no system, no clock, no task and no lock`() {
        let core = SourceTree.files(under: "Sources/Core")
        #expect(core.count > 10)
        for file in core {
            #expect(file.imports.isEmpty, "\(file) imports \(file.imports)")
            for word in ["Date(", "Task {", "ContinuousClock", "async ", "Mutex", "DispatchQueue", "print("] {
                #expect(!file.text.contains(word), "\(file) says \(word)")
            }
        }
    }

    @Test func `each room sees only what lies beneath it`() {
        let allowed: [String: Set<String>] = [
            "Core": [],
            "Platform": ["Core"],
            "Media": ["Core", "Platform"],
            "Signaling": ["Core", "Platform"],
            "Storage": ["Core", "Platform"],
            "Control": ["Core", "Platform"],
            "Server": ["Core", "Platform", "Media", "Signaling", "Storage", "Control"],
        ]
        for (room, rooms) in allowed {
            for file in SourceTree.files(under: "Sources/\(room)") {
                let foreign = file.imports.intersection(allowed.keys).subtracting(rooms)
                #expect(foreign.isEmpty, "\(file) imports \(foreign)")
            }
        }
    }

    @Test func `each C library is imported by one room, in three files at most`() {
        let homes = [
            "CORTP": "Media", "CSndfile": "Media", "CSoxr": "Media", "CSQLite": "Storage",
            "CMicroHTTPD": "Control",
            "CYAML": "Server", "CCurl": "Server", "CAssets": "Server", "CCrypto": "Platform",
        ]
        let sources = SourceTree.files(under: "Sources")
        for (library, room) in homes {
            let users = sources.filter { $0.imports.contains(library) }
            #expect((1...3).contains(users.count), "\(library) is used by \(users)")
            #expect(
                users.allSatisfy { $0.path.hasPrefix("Sources/\(room)/") }, "\(library) is used by \(users)")
        }
    }

    @Test func `SIP's library ends in one folder, and only one file reads session descriptions with it`() {
        let users = SourceTree.files(under: "Sources").filter { $0.imports.contains("CSofia") }
        #expect(users.count > 3)
        let elsewhere = users.map(\.path).filter { !$0.hasPrefix("Sources/Signaling/Sofia/") }
        #expect(elsewhere == ["Sources/Signaling/SDP/SDPParser.swift"])
        // Debian's `sdp_parse` takes all memory for some bodies: only what has been looked through first may reach it.
        let parsing = SourceTree.files(under: "Sources").filter { $0.text.contains("sdp_parse(") }.map(\.path)
        #expect(parsing == ["Sources/Signaling/SDP/SDPParser.swift"])
    }

    @Test func `no thread of the call path is a task`() {
        for file in SourceTree.files(under: "Sources") {
            for word in ["Task {", "Task.detached", "DispatchQueue", " actor ", "await "] {
                #expect(!file.text.contains(word), "\(file) says \(word)")
            }
        }
    }

    @Test func `no file is longer than 400 lines, and each says under which licence it stands`() {
        for file in SourceTree.swift {
            #expect(file.lines.count <= 401, "\(file) has \(file.lines.count) lines")
            #expect(file.text.hasPrefix("// SPDX-License-Identifier: GPL-3.0-or-later\n"), "\(file)")
        }
    }

    @Test func `nothing is public, and no name says nothing`() {
        for file in SourceTree.swift where !file.path.hasPrefix("Tests/ArchitectureTests") {
            #expect(!file.text.contains("\npublic "), "\(file)")
            #expect(!file.text.contains("    public "), "\(file)")
            for word in ["Utils", "Helper", "Manager"] {
                #expect(!file.path.contains(word), "\(file)")
            }
        }
    }

    @Test func `the README is short, and names every package that is linked`() throws {
        let readme = try SourceTree.text("README.md")
        let manifest = try SourceTree.text("Package.swift")
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
        let packages = manifest.matches(of: /"(lib[a-z0-9+-]+-dev)"/).map { String($0.1) }
        #expect(packages.count >= 8)
        let setUp = try SourceTree.text("dev")
        for package in packages {
            #expect(readme.contains(package), "the README does not name \(package)")
            #expect(setUp.contains(package), "./dev deps does not install \(package)")
        }
    }

    @Test func `every link between the documents leads somewhere`() throws {
        for file in [SourceTree.File(path: "README.md", text: try SourceTree.text("README.md"))]
            + SourceTree.files(under: "docs", endingIn: [".md"])
        {
            let folder = (file.path as NSString).deletingLastPathComponent
            for link in file.text.matches(of: /\]\(([^)#]+)(#[^)]*)?\)/).map({ String($0.1) })
            where !link.contains("://") {
                let path = [SourceTree.root, folder, link].filter { !$0.isEmpty }.joined(separator: "/")
                #expect(FileManager.default.fileExists(atPath: path), "\(file) links to \(link)")
            }
        }
    }
}
