// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Platform

/// The socket on which HTTP comes in: made here, so that its failure has a reason and port 0 gets a number.
enum ListeningSocket {
    /// `socket`, `bind`, `listen`; an IPv6 wildcard takes IPv4 as well.
    static func open(
        on address: SocketAddress
    ) throws(SystemError) -> (descriptor: Int32, address: SocketAddress) {
        let family = address.address.family == .v4 ? AF_INET : AF_INET6
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = try check("socket") { socket(family, kind, 0) }
        do throws(SystemError) {
            try enable(SOL_SOCKET, SO_REUSEADDR, true, on: descriptor)
            if family == AF_INET6 { try enable(Int32(IPPROTO_IPV6), IPV6_V6ONLY, false, on: descriptor) }
            var storage = sockaddr_storage()
            let length = write(address, to: &storage)
            try check("bind to \(address)") {
                withSocketAddress(&storage) {
                    bind(descriptor, __CONST_SOCKADDR_ARG(__sockaddr__: $0), length)
                }
            }
            try check("listen on \(address)") { listen(descriptor, SOMAXCONN) }
            return (descriptor, try self.address(of: descriptor))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Where a socket is bound, by `getsockname`.
    private static func address(of descriptor: Int32) throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return try withSocketAddress(&storage) { pointer throws(SystemError) in
            try check("getsockname") {
                getsockname(descriptor, __SOCKADDR_ARG(__sockaddr__: pointer), &length)
            }
            guard let address = read(pointer) else {
                preconditionFailure("a socket of this server is of the internet")
            }
            return address
        }
    }

    /// What stands in a `sockaddr`; nil for families other than IPv4 and IPv6.
    static func read(_ pointer: UnsafePointer<sockaddr>) -> SocketAddress? {
        let raw = UnsafeRawPointer(pointer)
        switch Int32(raw.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET:
            let name = raw.loadUnaligned(as: sockaddr_in.self)
            return SocketAddress(
                IPAddress(v4: UInt32(bigEndian: name.sin_addr.s_addr)), UInt16(bigEndian: name.sin_port))
        case AF_INET6:
            let name = raw.loadUnaligned(as: sockaddr_in6.self)
            let (high, low) = withUnsafeBytes(of: name.sin6_addr) { bytes in
                (
                    bytes.loadUnaligned(as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                )
            }
            return SocketAddress(
                IPAddress(v6High: UInt64(bigEndian: high), low: UInt64(bigEndian: low)),
                UInt16(bigEndian: name.sin6_port))
        default: return nil
        }
    }

    private static func write(_ address: SocketAddress, to storage: inout sockaddr_storage) -> socklen_t {
        withUnsafeMutableBytes(of: &storage) { bytes in
            switch address.address.family {
            case .v4:
                var name = sockaddr_in()
                name.sin_family = sa_family_t(AF_INET)
                name.sin_port = address.port.bigEndian
                name.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.address.low).bigEndian
                bytes.storeBytes(of: name, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            case .v6:
                var name = sockaddr_in6()
                name.sin6_family = sa_family_t(AF_INET6)
                name.sin6_port = address.port.bigEndian
                withUnsafeMutableBytes(of: &name.sin6_addr) { octets in
                    octets.storeBytes(of: address.address.high.bigEndian, as: UInt64.self)
                    octets.storeBytes(of: address.address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
                bytes.storeBytes(of: name, as: sockaddr_in6.self)
                return socklen_t(MemoryLayout<sockaddr_in6>.size)
            }
        }
    }

    private static func enable(_ level: Int32, _ option: Int32, _ isOn: Bool, on descriptor: Int32)
        throws(SystemError)
    {
        var value: Int32 = isOn ? 1 : 0
        try check("setsockopt") {
            setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func withSocketAddress<Result, Failure: Error>(
        _ storage: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try withUnsafeMutablePointer(to: &storage) { pointer throws(Failure) in
            try body(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self))
        }
    }
}
