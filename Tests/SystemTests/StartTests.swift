// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Rig
import Testing

/// Tests of the program as its users have it: a process, its data directory, its ports.
@Suite(.serialized) enum SystemTests {}

extension SystemTests {
    @Suite struct `A start` {
        @Test func `makes the admin's token, for the owner's eyes alone, once`() throws {
            let scratch = try ScratchDirectory()
            let data = scratch.path + "/a/data"
            let first = try ServerProcess(data: data)
            #expect(first.greeting.contains { $0.hasPrefix("The admin's token is in \(data)/admin-token") })
            let attributes = try FileManager.default.attributesOfItem(atPath: first.tokenFile)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let token = try first.token
            #expect(try first.stop() == 0)

            let second = try ServerProcess(data: data)
            #expect(second.greeting.allSatisfy { !$0.contains("token") })
            #expect(try second.token == token)
            #expect(try second.api().send("GET", "/ranges").status == 200)
        }

        @Test func `seeds the ranges once, and the API owns them afterwards`() throws {
            let scratch = try ScratchDirectory()
            let first = try ServerProcess(data: scratch.path)
            let api = try first.api()
            #expect(try api.send("PATCH", "/ranges/main", ["last": "709"]).status == 200)
            let other: JSON = ["name": "other", "first": "800", "last": "809"]
            #expect(try api.send("POST", "/ranges", other).status == 201)
            #expect(try first.stop() == 0)

            let second = try ServerProcess(data: scratch.path, ranges: "{name: third, first: 900, last: 909}")
            let ranges = try second.api().list("/ranges")
            #expect(ranges.map { $0["name"] } == ["main", "other"])
            #expect(ranges.map { $0["last"] } == ["709", "809"])
        }

        @Test func `becomes ready, and counts what it sends`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let api = try server.api()
            #expect(try api.client.send("GET", "/livez").status == 200)
            try #require(try api.waitsUntilReady())
            #expect(try api.metric("layby_rtp_packets_sent_total") == 0)
            let telephone = try Telephone()
            let call = try api.park(telephone.address)
            try #require(try telephone.hears(10))
            let sent = try api.metric("layby_rtp_packets_sent_total")
            #expect(sent >= 10)
            #expect(try api.waits { try $0.metric("layby_rtp_packets_sent_total") >= sent + 10 })
            #expect(try api.metric("layby_calls") == 1)
            #expect(try api.metric("layby_rtp_streams") == 1)
            #expect(try api.release(call.id) == "released")
        }

        @Test func `is refused on a data directory that another process serves`() throws {
            let scratch = try ScratchDirectory()
            let first = try ServerProcess(data: scratch.path)
            let second = try Program(ServerProcess.words(data: scratch.path))
            #expect(try second.waitForExit() == 1)
            #expect(second.complaint.contains("process \(first.program.process)"), "\(second.complaint)")
            #expect(second.rest == "")
            #expect(try first.api().send("GET", "/ranges").status == 200)
        }

        @Test func `is refused on a port that another process has`() throws {
            let scratch = try ScratchDirectory()
            let first = try ServerProcess(data: scratch.path + "/a")
            let second = try Program(
                ServerProcess.words(data: scratch.path + "/b", ["http.listen=\(first.address)"]))
            #expect(try second.waitForExit() == 1)
            #expect(second.complaint.contains("http.listen"), "\(second.complaint)")
            #expect(second.complaint.contains("\(first.address)"), "\(second.complaint)")
        }

        @Test func `is refused with a bad configuration, by line and column`() throws {
            let scratch = try ScratchDirectory()
            let file = scratch.path + "/layby.yaml"
            try Files.writeDurably("store: sqlite\nrtp:\n  port: 1-2\n".utf8, to: file)
            let program = try Program(["serve", "--config", file])
            #expect(try program.waitForExit() == 78)
            #expect(program.complaint.hasPrefix("\(file):3:3: "), "\(program.complaint)")
            #expect(program.complaint.contains("did you mean 'ports'"))

            let setting = try Program(ServerProcess.words(data: scratch.path, ["rtp.ports=9-1"]))
            #expect(try setting.waitForExit() == 78)
            #expect(setting.complaint.hasPrefix("--set rtp.ports=9-1"), "\(setting.complaint)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["layby.yaml"])
        }
    }
}
