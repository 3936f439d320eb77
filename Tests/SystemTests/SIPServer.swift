// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Rig
import Server
import Testing

/// A served data directory that speaks SIP, and a connection to its API.
final class SIPServer {
    enum Transport: String, CaseIterable { case udp, tcp }

    let process: ServerProcess
    let api: API
    private let scratch: ScratchDirectory

    /// Listens on ports of the kernel's choice; ready to play.
    convenience init(
        _ settings: [String] = [], host: String = "127.0.0.1",
        ranges: String = "{name: main, first: 700, last: 719, reuse_after_s: 0}"
    ) throws {
        try self.init(in: ScratchDirectory(), settings, host: host, ranges: ranges)
    }

    private init(in scratch: ScratchDirectory, _ settings: [String], host: String, ranges: String) throws {
        self.scratch = scratch
        let listen = "sip.listen=[\"udp:\(host):0\", \"tcp:\(host):0\"]"
        process = try ServerProcess(data: scratch.path, [listen] + settings, ranges: ranges)
        api = try process.api()
        try #require(try api.waitsUntilReady())
    }

    /// Another run on the same directory, which nobody serves any more.
    func restarted() throws -> SIPServer {
        try SIPServer(in: scratch, [], host: "127.0.0.1", ranges: "{name: main, first: 700, last: 719}")
    }

    func address(_ transport: Transport = .udp) throws -> SocketAddress {
        let prefix = "SIP on "
        let line = try #require(process.greeting.first { $0.hasPrefix(prefix) }, "\(process.greeting)")
        let start = transport.rawValue + ":"
        let entry = line.dropFirst(prefix.count).components(separatedBy: ", ").first { $0.hasPrefix(start) }
        let text = try #require(entry).dropFirst(start.count)
        return try #require(SocketAddress(text))
    }

    /// What to dial for somebody here.
    func uri(_ user: String) throws -> String { "sip:\(user)@\(try address())" }

    /// No call, no orbit taken, no dialog, no leg, no stream.
    func isIdle() throws -> Bool {
        let gauges = ["layby_calls", "layby_sip_dialogs", "layby_sip_legs", "layby_rtp_streams"]
        return try api.waits(.seconds(8)) { api in try gauges.allSatisfy { try api.metric($0) == 0 } }
            && api.takenOrbits().isEmpty && api.parkedCalls().isEmpty
    }

    /// Waits until an orbit holds a call.
    func holds(_ orbit: String) throws -> Bool {
        try api.waits(.seconds(8)) { try $0.takenOrbits()[orbit] != nil }
    }

    /// How calls ended, the first to end first.
    func outcomes() throws -> [String] {
        try api.list("/calls").compactMap { $0["outcome"]?.string }
    }
}
