// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Testing

struct UDPSocketTests {
    @Test(arguments: ["127.0.0.1", "::1"])
    func `a datagram arrives with its source and the time of its arrival`(host: String) throws {
        let address = SocketAddress(try #require(IPAddress(host)), 0)
        let listener = try UDPSocket(bindingTo: address)
        let sender = try UDPSocket(bindingTo: address)
        try listener.stampArrivals()
        try sender.connect(to: listener.local)
        let before = SystemClock.now
        try [UInt8](1...9).withUnsafeBytes { try sender.send($0) }
        #expect(listener.waitUntilReadable(SystemClock.now + .seconds(10)))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
        defer { buffer.deallocate() }
        let arrival = try #require(try listener.receive(into: buffer))
        #expect(arrival.count == 9)
        #expect(arrival.source == sender.local)
        #expect(arrival.time > before + .milliseconds(-5) && arrival.time <= SystemClock.now)
        #expect(try listener.receive(into: buffer) == nil)
    }

    @Test func `the kernel drops what a deaf socket is sent`() throws {
        let any = SocketAddress(IPAddress("127.0.0.1")!, 0)
        let deaf = try UDPSocket(bindingTo: any)
        let sender = try UDPSocket(bindingTo: any)
        try deaf.dropIncoming()
        try [UInt8](1...9).withUnsafeBytes { try sender.send($0, to: deaf.local) }
        #expect(!deaf.waitUntilReadable(SystemClock.now + .milliseconds(20)))
    }

    @Test func `two sockets cannot have one port`() throws {
        let first = try UDPSocket(bindingTo: SocketAddress(IPAddress("127.0.0.1")!, 0))
        #expect {
            try UDPSocket(bindingTo: first.local)
        } throws: { error in
            (error as? SystemError)?.isAddressInUse == true
        }
    }

    @Test func `the local address is the one that reaches the peer`() throws {
        let local = try UDPSocket.localAddress(reaching: SocketAddress("127.0.0.1:9")!)
        #expect(local.description == "127.0.0.1")
    }
}
