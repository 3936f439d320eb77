// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform

/// A socket that music is sent to, and what came there.
final class Telephone {
    struct Packet {
        let header: RTPHeader
        let source: SocketAddress
        let payload: [UInt8]
    }

    private let socket: UDPSocket
    private(set) var packets: [Packet] = []

    var address: SocketAddress { socket.local }

    /// On a port of the kernel's choice unless told.
    init(port: UInt16 = 0) throws {
        socket = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0001), port))
    }

    /// One for RTP and, on the port above, one for RTCP.
    static func pair() throws -> (rtp: Telephone, rtcp: Telephone) {
        for _ in 0..<100 {
            let rtp = try Telephone()
            if let rtcp = try? Telephone(port: rtp.address.port + 1) { return (rtp, rtcp) }
        }
        throw SystemError("bind: no two free ports side by side", code: 98)
    }

    /// One that never listens, so that nobody must empty its socket.
    static func deaf() throws -> Telephone {
        let telephone = try Telephone()
        try telephone.socket.dropIncoming()
        return telephone
    }

    /// Listens until so many packets of music have come in all; false when time was up first.
    func hears(_ count: Int, within limit: Duration = .seconds(10)) throws -> Bool {
        let deadline = SystemClock.now + limit
        try drain()
        while packets.count < count {
            guard socket.waitUntilReadable(deadline) else { return false }
            try drain()
        }
        return true
    }

    /// Takes what lies in the socket; RTCP meant for a neighbour's port is let by.
    func drain() throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 16)
        defer { buffer.deallocate() }
        while let arrival = try socket.receive(into: buffer) {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<arrival.count])
            guard let (header, payload) = RTPHeader.parse(bytes.bytes),
                !(64...95).contains(header.payloadType)
            else { continue }
            packets.append(
                Packet(header: header, source: arrival.source, payload: Array(bytes[payload])))
        }
    }

    func send(_ bytes: [UInt8], to target: SocketAddress) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { buffer.deallocate() }
        buffer.copyBytes(from: bytes)
        try socket.send(UnsafeRawBufferPointer(buffer), to: target)
    }

    func forget() throws {
        try drain()
        packets = []
    }

    /// Whether all that was heard came from one call's stream.
    func heardOnly(_ call: API.Call) -> Bool {
        packets.allSatisfy {
            $0.source == call.source && $0.header.ssrc == call.ssrc && $0.payload.count == 160
        }
    }

    /// From each packet to the next; 1 each where nothing was lost, repeated or out of order.
    var steps: [UInt16] {
        zip(packets, packets.dropFirst()).map { $1.header.sequence &- $0.header.sequence }
    }
}
