// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

struct LaybyServerTests {
    @Test func `a server that cannot listen lets go of its data`() throws {
        let directory = try ScratchDirectory()
        var configuration = Configuration()
        configuration.data = directory.path
        configuration.sip.listen = []
        configuration.http.listen = SocketAddress("127.0.0.1:0")!
        let first = try LaybyServer(configuration)
        defer { first.stop() }
        let other = try ScratchDirectory()
        configuration.data = other.path
        configuration.http.listen = first.address
        #expect(throws: StartFailure.self) { try LaybyServer(configuration) }
        configuration.http.listen = SocketAddress("127.0.0.1:0")!
        let second = try LaybyServer(configuration)
        second.stop()
    }
}
