// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform

/// Two sockets that hear one stream and its reports.
struct Ear {
    struct Packet {
        let header: RTPHeader
        let payload: [UInt8]
        let time: Instant
    }

    let rtp: UDPSocket
    let rtcp: UDPSocket
    private(set) var packets: [Packet] = []
    private(set) var reports: [(bytes: [UInt8], time: Instant)] = []

    init(_ host: String = "127.0.0.1") throws {
        let any = SocketAddress(IPAddress(host)!, 0)
        var pair: (UDPSocket, UDPSocket)?
        while pair == nil {
            let first = try UDPSocket(bindingTo: any)
            if let second = try? UDPSocket(bindingTo: SocketAddress(any.address, first.local.port &+ 1)) {
                pair = (first, second)
            }
        }
        (rtp, rtcp) = pair!
        try rtp.stampArrivals()
    }

    /// Listens until the condition holds; false when ten seconds pass before.
    mutating func listen(until condition: (Ear) -> Bool) throws -> Bool {
        let deadline = SystemClock.now + .seconds(10)
        while !condition(self) {
            guard SystemClock.now < deadline else { return false }
            _ = rtp.waitUntilReadable(min(deadline, SystemClock.now + .milliseconds(20)))
            try drain()
        }
        return true
    }

    private mutating func drain() throws {
        var buffer = [UInt8](repeating: 0, count: 2048)
        try buffer.withUnsafeMutableBytes { buffer in
            while let arrival = try rtp.receive(into: buffer) {
                let packet = UnsafeRawBufferPointer(rebasing: buffer[..<arrival.count])
                guard let (header, payload) = RTPHeader.parse(packet.bytes) else { continue }
                packets.append(Packet(header: header, payload: Array(packet[payload]), time: arrival.time))
            }
            while let arrival = try rtcp.receive(into: buffer) {
                reports.append((Array(buffer[..<arrival.count]), arrival.time))
            }
        }
    }
}

/// The packets inside a compound RTCP datagram: type and bytes ([RFC 3550 §6.1](https://www.rfc-editor.org/rfc/rfc3550#section-6.1)).
func compound(_ bytes: [UInt8]) -> [(type: UInt8, bytes: ArraySlice<UInt8>)] {
    var parts: [(UInt8, ArraySlice<UInt8>)] = []
    var start = 0
    while start + 4 <= bytes.count {
        let length = 4 * (Int(bytes[start + 2]) << 8 | Int(bytes[start + 3])) + 4
        guard start + length <= bytes.count else { break }
        parts.append((bytes[start + 1], bytes[start..<start + length]))
        start += length
    }
    return parts
}

/// A big-endian word at an offset.
func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
    bytes.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
}
