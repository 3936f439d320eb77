// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Platform

/// A TCP connection that sends anything and reads what there is, without waiting for either.
final class FuzzStream {
    private let descriptor: Int32

    init(_ server: SocketAddress) throws(SystemError) {
        let descriptor = try check("socket") {
            socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        self.descriptor = descriptor
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = server.port.bigEndian
        name.sin_addr.s_addr = UInt32(truncatingIfNeeded: server.address.low).bigEndian
        try check("connect") {
            withUnsafePointer(to: &name) { pointer in
                connect(
                    descriptor, __CONST_SOCKADDR_ARG(__sockaddr_in__: pointer),
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }

    /// False once the server has closed the connection or does not read.
    func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            == bytes.count
    }

    /// What has come, message by message as far as they came whole.
    func receive() -> [String] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return [] }
        let text = String(decoding: buffer[..<count], as: UTF8.self)
        return text.split(separator: "SIP/2.0 ").map { "SIP/2.0 " + $0 }
    }
}
