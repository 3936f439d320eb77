// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import CLinux
internal import Glibc

/// A bound UDP socket that never blocks.
package final class UDPSocket: Sendable {
    package let descriptor: Int32
    package let local: SocketAddress

    /// Binds to an address; port 0 lets the kernel choose.
    package init(bindingTo address: SocketAddress) throws(SystemError) {
        let family = address.address.family == .v4 ? AF_INET : AF_INET6
        let descriptor = try check("socket") {
            socket(family, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        }
        do throws(SystemError) {
            if address.address.family == .v6 {
                var on: Int32 = 1
                try check("setsockopt IPV6_V6ONLY") {
                    setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, 4)
                }
            }
            let raw = RawSocketAddress(address)
            try check("bind \(address)") { raw.withPointer { bind(descriptor, $0, $1) } }
            local = try RawSocketAddress.local(of: descriptor).address
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Fixes the far end: nothing from elsewhere is received, and sending needs no address.
    package func connect(to remote: SocketAddress) throws(SystemError) {
        let raw = RawSocketAddress(remote)
        try check("connect \(remote)") { raw.withPointer { Glibc.connect(descriptor, $0, $1) } }
    }

    /// Lets the kernel drop what arrives, before it costs anything: a socket filter of one instruction, `ret 0`.
    package func dropIncoming() throws(SystemError) {
        var drop = sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 0)
        try withUnsafeMutablePointer(to: &drop) { (filter) throws(SystemError) in
            var program = sock_fprog(len: 1, filter: filter)
            try check("setsockopt SO_ATTACH_FILTER") {
                setsockopt(
                    descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                    socklen_t(MemoryLayout<sock_fprog>.size))
            }
        }
    }

    /// Lets datagrams in again after `dropIncoming`, if they are not let in already.
    package func acceptIncoming() throws(SystemError) {
        var nothing: Int32 = 0
        do throws(SystemError) {
            try check("setsockopt SO_DETACH_FILTER") {
                setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &nothing, 4)
            }
        } catch {
            guard error.code == ENOENT else { throw error }
        }
    }

    /// Marks packets for the expedited forwarding of voice ([RFC 3246](https://www.rfc-editor.org/rfc/rfc3246)).
    package func expedite() throws(SystemError) {
        var mark: Int32 = 46 << 2
        let (level, name) =
            local.address.family == .v4 ? (Int32(IPPROTO_IP), IP_TOS) : (Int32(IPPROTO_IPV6), IPV6_TCLASS)
        try check("setsockopt DSCP") { setsockopt(descriptor, level, name, &mark, 4) }
    }

    /// Bounds what the kernel keeps for this socket.
    package func setReceiveBuffer(_ bytes: Int32) throws(SystemError) {
        var size = bytes
        try check("setsockopt SO_RCVBUF") { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
    }

    /// Has the kernel note the arrival of every datagram.
    package func stampArrivals() throws(SystemError) {
        var on: Int32 = 1
        try check("setsockopt SO_TIMESTAMPNS") {
            setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS_OLD, &on, 4)
        }
    }

    package func send(_ bytes: UnsafeRawBufferPointer, to remote: SocketAddress? = nil) throws(SystemError) {
        if let remote {
            let raw = RawSocketAddress(remote)
            try check("sendto") {
                raw.withPointer { sendto(descriptor, bytes.baseAddress, bytes.count, 0, $0, $1) }
            }
        } else {
            try check("send") { Glibc.send(descriptor, bytes.baseAddress, bytes.count, 0) }
        }
    }

    package func send(_ bytes: [UInt8], to remote: SocketAddress? = nil) throws(SystemError) {
        // A typed throw through `withUnsafeBytes` breaks the compiler of Swift 6.3.
        let result = bytes.withUnsafeBytes { buffer in
            do throws(SystemError) {
                return Result<Void, SystemError>.success(try send(buffer, to: remote))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Takes one datagram without waiting; nil when there is none.
    ///
    /// Kernel stamps are wall clock: the age of the stamp is taken off the monotonic time read here.
    package func receive(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Arrival? {
        var control = (UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        var source = RawSocketAddress.Storage()
        var vector = iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
        var stamp: timespec?
        let count = withUnsafeMutablePointer(to: &vector) { vector in
            withUnsafeMutablePointer(to: &source) { name in
                withUnsafeMutableBytes(of: &control) { control in
                    var message = msghdr()
                    message.msg_name = UnsafeMutableRawPointer(name)
                    message.msg_namelen = socklen_t(MemoryLayout<RawSocketAddress.Storage>.size)
                    message.msg_iov = vector
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = control.count
                    let count = recvmsg(descriptor, &message, 0)
                    let header = MemoryLayout<cmsghdr>.size
                    if count >= 0, message.msg_controllen >= header + MemoryLayout<timespec>.size {
                        stamp = control.loadUnaligned(fromByteOffset: header, as: timespec.self)
                    }
                    return count
                }
            }
        }
        if count < 0 {
            let failure = SystemError("recvmsg")
            if failure.code == EAGAIN || failure.code == EINTR { return nil }
            throw failure
        }
        var arrival = SystemClock.now
        if let stamp {
            let age =
                SystemClock.wallNanoseconds - (Int64(stamp.tv_sec) * 1_000_000_000 + Int64(stamp.tv_nsec))
            arrival = Instant(nanoseconds: arrival.nanoseconds - max(0, age))
        }
        return Arrival(count: count, source: RawSocketAddress(storage: source).address, time: arrival)
    }

    package struct Arrival: Sendable {
        package let count: Int
        package let source: SocketAddress
        package let time: Instant
    }

    /// The local address from which the kernel would reach a peer.
    package static func localAddress(reaching remote: SocketAddress) throws(SystemError) -> IPAddress {
        let any = remote.address.family == .v4 ? IPAddress(v4: 0) : IPAddress(v6High: 0, low: 0)
        let probe = try UDPSocket(bindingTo: SocketAddress(any, 0))
        try probe.connect(to: remote)
        return try RawSocketAddress.local(of: probe.descriptor).address.address
    }

    /// Waits until the socket is readable; false when the deadline came first.
    package func waitUntilReadable(_ deadline: Instant) -> Bool {
        while true {
            let left = (deadline - SystemClock.now).nanoseconds
            var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = Glibc.poll(&poll, 1, Int32(clamping: max(0, (left + 999_999) / 1_000_000)))
            if count > 0 { return true }
            if left <= 0 { return false }
        }
    }
}
