// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Glibc
import Platform

/// A TCP connection that says exactly what the test wants.
final class RawConnection {
    private let descriptor: Int32

    init(_ server: SocketAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // A `sockaddr_in` by hand: its type belongs to Sofia's module where both are seen.
        let bits = UInt32(truncatingIfNeeded: server.address.low)
        let numbers = [UInt8(AF_INET), 0] + [server.port >> 8, server.port & 0xFF].map(UInt8.init)
        let address =
            numbers + [24, 16, 8, 0].map { UInt8(bits >> $0 & 0xFF) } + [UInt8](repeating: 0, count: 8)
        try check("connect") { [descriptor] in
            address.withUnsafeBytes { bytes in
                let name = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
                return connect(descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: name), socklen_t(bytes.count))
            }
        }
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads what there is; empty at the end of the connection, nil if nothing happens in time.
    func receive(within time: Duration = .seconds(5)) -> String? {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, Int32(time.milliseconds)) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }
}
