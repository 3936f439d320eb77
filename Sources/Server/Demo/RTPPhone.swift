// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Platform

/// A telephone's ear and mouth: a socket that listens to one stream and may speak a tone.
package struct RTPPhone {
    private let socket: UDPSocket
    /// RTCP comes here, one port above, and is counted.
    private let control: UDPSocket
    package private(set) var stream: ReceivedStream
    package private(set) var reports = 0
    private var sequence: UInt16 = 1
    private var timestamp: UInt32 = 1

    /// Listens on an even port of the kernel's choice and the odd one above it.
    package init(at address: IPAddress, codec: Codec) throws(SystemError) {
        var pair: (UDPSocket, UDPSocket)?
        for _ in 0..<100 where pair == nil {
            let first = try UDPSocket(bindingTo: SocketAddress(address, 0))
            guard first.local.port.isMultiple(of: 2) else { continue }
            if let second = try? UDPSocket(bindingTo: SocketAddress(address, first.local.port + 1)) {
                pair = (first, second)
            }
        }
        guard let pair else { throw SystemError("bind: no even port with a free one above it", code: 98) }
        (socket, control) = pair
        try socket.stampArrivals()
        stream = ReceivedStream(codec: codec)
    }

    package var address: SocketAddress { socket.local }

    /// Hears from here on as if nothing had come before.
    package mutating func forget() {
        stream = ReceivedStream(codec: stream.codec)
    }

    /// Listens until the deadline, or until `enough` packets have come.
    package mutating func listen(until deadline: Instant, enough: Int = .max) throws(SystemError) {
        while stream.count < enough, socket.waitUntilReadable(deadline) { try drain() }
        try drain()
    }

    /// Speaks one packet of 20 ms.
    package mutating func say(_ tone: Tone, to remote: SocketAddress) throws(SystemError) {
        let codes = tone.samples(from: Int(timestamp), count: 160).map { stream.codec.law.encode($0) }
        var packet = [UInt8](repeating: 0, count: RTPHeader.size) + codes
        let header = RTPHeader(
            marker: sequence == 1, payloadType: stream.codec.payloadType, sequence: sequence,
            timestamp: timestamp,
            ssrc: UInt32(socket.local.port))
        packet.withUnsafeMutableBytes { header.write(to: $0.baseAddress!) }
        try socket.send(packet, to: remote)
        sequence &+= 1
        timestamp &+= 160
    }

    private mutating func drain() throws(SystemError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2048, alignment: 16)
        defer { buffer.deallocate() }
        while let arrival = try socket.receive(into: buffer) {
            stream.receive(UnsafeRawBufferPointer(rebasing: buffer[..<arrival.count]), at: arrival.time)
        }
        while try control.receive(into: buffer) != nil { reports += 1 }
    }
}
