// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Glibc

/// A TCP socket that listens: made here, so that its failure has a reason and port 0 gets a number.
package enum ListeningSocket {
    /// `socket`, `bind`, `listen`; an IPv6 wildcard takes IPv4 as well. The descriptor is the caller's.
    package static func open(
        on address: SocketAddress
    ) throws(SystemError) -> (descriptor: Int32, address: SocketAddress) {
        let family = address.address.family == .v4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = try check("socket") { socket(family, kind, 0) }
        do throws(SystemError) {
            try enable(SOL_SOCKET, SO_REUSEADDR, true, on: descriptor)
            if family == AF_INET6 { try enable(Int32(IPPROTO_IPV6), IPV6_V6ONLY, false, on: descriptor) }
            let raw = RawSocketAddress(address)
            try check("bind to \(address)") { raw.withPointer { bind(descriptor, $0, $1) } }
            try check("listen on \(address)") { listen(descriptor, SOMAXCONN) }
            return (descriptor, try RawSocketAddress.local(of: descriptor).address)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// What stands in a `sockaddr` of C; nil for families other than IPv4 and IPv6.
    package static func address(at pointer: UnsafeRawPointer) -> SocketAddress? {
        var storage = RawSocketAddress.Storage()
        let size: Int
        switch Int32(pointer.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET: size = MemoryLayout<sockaddr_in>.size
        case AF_INET6: size = MemoryLayout<sockaddr_in6>.size
        default: return nil
        }
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size))
        }
        return RawSocketAddress(storage: storage).address
    }

    private static func enable(
        _ level: Int32, _ option: Int32, _ isOn: Bool, on descriptor: Int32
    ) throws(SystemError) {
        var value: Int32 = isOn ? 1 : 0
        try check("setsockopt") {
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }
}
