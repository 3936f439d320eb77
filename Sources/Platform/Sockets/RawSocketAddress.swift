// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc

/// A `SocketAddress` in the kernel's form.
struct RawSocketAddress {
    typealias Storage = sockaddr_storage

    private var storage: Storage

    init(storage: Storage) {
        self.storage = storage
    }

    init(_ address: SocketAddress) {
        storage = Storage()
        withUnsafeMutableBytes(of: &storage) { bytes in
            switch address.address.family {
            case .v4:
                var raw = sockaddr_in()
                raw.sin_family = sa_family_t(AF_INET)
                raw.sin_port = address.port.bigEndian
                raw.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.address.low).bigEndian
                bytes.storeBytes(of: raw, as: sockaddr_in.self)
            case .v6:
                var raw = sockaddr_in6()
                raw.sin6_family = sa_family_t(AF_INET6)
                raw.sin6_port = address.port.bigEndian
                withUnsafeMutableBytes(of: &raw.sin6_addr) { bytes in
                    bytes.storeBytes(of: address.address.high.bigEndian, as: UInt64.self)
                    bytes.storeBytes(of: address.address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
                }
                bytes.storeBytes(of: raw, as: sockaddr_in6.self)
            }
        }
    }

    var address: SocketAddress {
        withUnsafeBytes(of: storage) { bytes in
            if storage.ss_family == sa_family_t(AF_INET6) {
                let raw = bytes.load(as: sockaddr_in6.self)
                return withUnsafeBytes(of: raw.sin6_addr) { bits in
                    let high = UInt64(bigEndian: bits.loadUnaligned(as: UInt64.self))
                    let low = UInt64(bigEndian: bits.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                    return SocketAddress(IPAddress(v6High: high, low: low), UInt16(bigEndian: raw.sin6_port))
                }
            }
            let raw = bytes.load(as: sockaddr_in.self)
            return SocketAddress(
                IPAddress(v4: UInt32(bigEndian: raw.sin_addr.s_addr)), UInt16(bigEndian: raw.sin_port))
        }
    }

    /// Lends the address in the form that `bind`, `connect` and `sendto` take.
    func withPointer<Result>(_ body: (__CONST_SOCKADDR_ARG, socklen_t) -> Result) -> Result {
        let isIPv6 = storage.ss_family == sa_family_t(AF_INET6)
        let size = isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
        return withUnsafeBytes(of: storage) { bytes in
            body(
                __CONST_SOCKADDR_ARG(__sockaddr__: bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)),
                socklen_t(size))
        }
    }

    /// The address a socket is bound to, by `getsockname`.
    static func local(of descriptor: Int32) throws(SystemError) -> RawSocketAddress {
        var storage = Storage()
        var size = socklen_t(MemoryLayout<Storage>.size)
        try check("getsockname") {
            withUnsafeMutableBytes(of: &storage) { bytes in
                let name = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
                return getsockname(descriptor, __SOCKADDR_ARG(__sockaddr__: name), &size)
            }
        }
        return RawSocketAddress(storage: storage)
    }
}
