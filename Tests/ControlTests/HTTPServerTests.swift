// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Synchronization
import Testing

@testable import Control

@Suite struct HTTPServerTests {
    private static let release = "/api/v1/parked-calls/\(Sample.callID)"
    private static let token = [("Authorization", "Bearer \(Sample.secret(.admin))")]

    /// Sends a request and does not wait for its response.
    private func begin(_ client: HTTPClient, _ method: String = "DELETE") throws {
        try client.write(
            Array(
                "\(method) \(Self.release) HTTP/1.1\r\nHost: x\r\n\(Self.token[0].0): \(Self.token[0].1)\r\n\r\n"
                    .utf8))
    }

    @Test func `an answer that comes later, from another thread, reaches the one who waits`() throws {
        let bench = try Bench(.live)
        let client = try bench.connect()
        try begin(client)
        #expect(bench.desk.waitForIntents(1))
        #expect(try bench.send("GET", "/livez").status == 200)
        bench.desk.answerAll(.success(.released(Sample.finished)))
        #expect(try client.receive().status == 200)
        #expect(try client.send("GET", "/livez").status == 200)
    }

    @Test func `hundreds of requests may wait at once without keeping others waiting`() throws {
        let bench = try Bench(.live)
        let clients = try (0..<300).map { _ in try bench.connect() }
        for client in clients { try begin(client) }
        #expect(bench.desk.waitForIntents(300))
        #expect(try bench.send("GET", "/readyz").status == 200)
        bench.desk.answerAll(.success(.released(Sample.finished)))
        for client in clients { #expect(try client.receive().status == 200) }
    }

    @Test func `a client that goes away while it waits harms nobody`() throws {
        let bench = try Bench(.live)
        var clients = try (0..<20).map { _ in try bench.connect() }
        for client in clients { try begin(client) }
        #expect(bench.desk.waitForIntents(20))
        clients.removeAll()
        #expect(try bench.send("GET", "/livez").status == 200)
        bench.desk.answerAll(.success(.released(Sample.finished)))
        #expect(try bench.send("GET", "/livez").status == 200)
        bench.server?.stop(grace: .seconds(10))
    }

    @Test func `a second answer to the same intent is dropped`() throws {
        let bench = try Bench(.live)
        let client = try bench.connect()
        try begin(client)
        #expect(bench.desk.waitForIntents(1))
        bench.desk.answerAll(.success(.released(Sample.finished)))
        bench.desk.answerAll(.failure(Refusal(.notFound, "a second answer")))
        #expect(try client.receive().status == 200)
        #expect(try client.send("GET", "/livez").status == 200)
    }

    @Test func `stopping answers what the desk has not, and an answer after that is dropped`() throws {
        let bench = try Bench(.live)
        let clients = try (0..<10).map { _ in try bench.connect() }
        for client in clients { try begin(client) }
        #expect(bench.desk.waitForIntents(10))
        bench.server?.stop(grace: .zero)
        for client in clients {
            let answer = try client.receive()
            #expect(answer.status == 503)
            #expect(String(decoding: answer.body, as: UTF8.self).contains("\"draining\""))
            #expect(answer.header("Retry-After") == "5")
            try client.waitForClose()
        }
        bench.desk.answerAll(.success(.released(Sample.finished)))
        #expect(throws: SystemError.self) { try bench.connect() }
        bench.server?.stop()
    }

    @Test func `stopping lets the desk answer within the grace`() throws {
        let bench = try Bench(.live)
        let server = try #require(bench.server)
        let (waiting, other) = (try bench.connect(), try bench.connect())
        #expect(try other.send("GET", "/livez").status == 200)
        try begin(waiting)
        #expect(bench.desk.waitForIntents(1))
        let stopping = WorkerThread("stopping") { server.stop(grace: .seconds(20)) }
        let deadline = SystemClock.now + .seconds(10)
        while (try? bench.connect()) != nil, SystemClock.now < deadline {}
        var late = try other.send("GET", "/livez")
        while late.status == 200, SystemClock.now < deadline { late = try other.send("GET", "/livez") }
        #expect(late.status == 503)
        #expect(late.header("Connection")?.lowercased() == "close")
        bench.desk.answerAll(.success(.released(Sample.finished)))
        #expect(try waiting.receive().status == 200)
        stopping.join()
    }

    @Test func `stopping does not wait for idle connections or half a request`() throws {
        let bench = try Bench(.live)
        let (idle, half) = (try bench.connect(), try bench.connect())
        #expect(try idle.send("GET", "/livez").status == 200)
        try half.write(Array("POST /api/v1/ranges HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{".utf8))
        let start = SystemClock.now
        bench.server?.stop(grace: .seconds(20))
        #expect(SystemClock.now - start < .seconds(10))
        try idle.waitForClose()
    }

    @Test(arguments: ["127.0.0.1:0", "[::1]:0", "0.0.0.0:0", "[::]:0"])
    func `port 0 takes a free port of either family, and says which`(text: String) throws {
        let bench = try Bench(.live) { $0.listen = SocketAddress(text)! }
        let address = try #require(bench.server).address
        #expect(address.port != 0)
        #expect(address.address == SocketAddress(text)!.address)
        let isV4 = address.address.family == .v4
        let client = try HTTPClient(SocketAddress(IPAddress(isV4 ? "127.0.0.1" : "::1")!, address.port))
        #expect(try client.send("GET", "/livez").status == 200)
        if text == "[::]:0" {
            let mapped = try HTTPClient(SocketAddress(IPAddress("127.0.0.1")!, address.port))
            #expect(try mapped.send("GET", "/livez").status == 200)
        }
    }

    @Test func `an address that is in use is refused with the reason`() throws {
        let bench = try Bench(.live)
        let taken = try #require(bench.server).address
        let failure = #expect(throws: SystemError.self) { try Bench(.live) { $0.listen = taken } }
        #expect(failure?.isAddressInUse == true)
        #expect(failure?.description.contains("\(taken)") == true)
    }

    @Test func `a server that has stopped leaves its port to the next`() throws {
        let first = try Bench(.live)
        let address = try #require(first.server).address
        #expect(try first.send("GET", "/livez").status == 200)
        first.server?.stop()
        let second = try Bench(.live) { $0.listen = address }
        #expect(try second.send("GET", "/livez").status == 200)
    }

    @Test func `connections beyond the limit wait until others close`() throws {
        let bench = try Bench(.live) { $0.mostConnections = 4 }
        var clients = try (0..<4).map { _ in try bench.connect() }
        for client in clients { #expect(try client.send("GET", "/livez").status == 200) }
        let fifth = try bench.connect()
        try fifth.write(Array("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        clients.removeLast()
        #expect(try fifth.receive().status == 200)
    }

    @Test func `one address cannot take all connections, and loopback may`() {
        var tally = ConnectionTally(most: 2)
        let (far, other, near) = (IPAddress("192.0.2.1")!, IPAddress("2001:db8::1")!, IPAddress("127.0.0.9")!)
        for address in [far, far, near, near, near] {
            #expect(tally.admits(address))
            tally.opened(address)
        }
        #expect(!tally.admits(far))
        #expect(tally.admits(other))
        #expect(tally.admits(near))
        tally.closed(far)
        #expect(tally.admits(far))
        for address in [far, near, near, near] { tally.closed(address) }
        #expect(tally.isEmpty)
    }
}
