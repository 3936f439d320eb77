// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Platform

/// A telephone's ear: a socket that listens to one stream.
package struct RTPListener {
    private let socket: UDPSocket
    /// RTCP comes here, one port above, and is counted.
    private let control: UDPSocket
    package private(set) var stream: ReceivedStream
    package private(set) var reports = 0

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

    /// Listens until the deadline, or until `enough` packets have come.
    package mutating func listen(until deadline: Instant, enough: Int = .max) throws(SystemError) {
        while stream.count < enough, socket.waitUntilReadable(deadline) { try drain() }
        try drain()
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
