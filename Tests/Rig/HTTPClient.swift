// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Glibc
internal import Platform

/// A blocking HTTP/1.1 client on one connection that it keeps; it can send what no decent client would.
package final class HTTPClient {
    package enum Failure: Error, Equatable {
        case timedOut
        /// The server closed the connection before it had sent a whole response.
        case closed
        case garbled(String)
    }

    package struct Answer: Equatable {
        package var status: Int
        package var headers: [(name: String, value: String)]
        package var body: [UInt8]

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        package static func == (left: Answer, right: Answer) -> Bool {
            left.status == right.status && left.body == right.body
                && left.headers.elementsEqual(right.headers, by: ==)
        }
    }

    private let descriptor: Int32
    private let host: String
    private let timeout: Duration
    private var unread: [UInt8] = []

    package init(_ address: SocketAddress, timeout: Duration = .seconds(10)) throws {
        self.timeout = timeout
        host = address.description
        let isV4 = address.address.family == .v4
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        descriptor = try check("socket") { socket(isV4 ? AF_INET : AF_INET6, kind, 0) }
        // When this fails, `deinit` closes the descriptor: everything is initialised by now.
        try check("connect to \(address)") { isV4 ? connectV4(address) : connectV6(address) }
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Sends a request and waits for its response.
    package func send(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) throws -> Answer {
        var head = "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        try write(Array((head + "\r\n").utf8) + body)
        return try receive(hasBody: method != "HEAD")
    }

    /// Sends bytes as they are.
    package func write(_ bytes: [UInt8]) throws {
        var written = 0
        let deadline = SystemClock.now + timeout
        while written < bytes.count {
            try wait(for: POLLOUT, until: deadline)
            written += try bytes.withUnsafeBytes { buffer in
                try check("send") {
                    Glibc.send(
                        descriptor, buffer.baseAddress! + written, min(bytes.count - written, 65_536),
                        Int32(MSG_NOSIGNAL))
                }
            }
        }
    }

    /// Waits for one response; `hasBody` is false after a HEAD.
    package func receive(hasBody: Bool = true) throws -> Answer {
        let deadline = SystemClock.now + timeout
        var end = unread.firstRange(of: Array("\r\n\r\n".utf8))
        while end == nil {
            try readMore(until: deadline)
            end = unread.firstRange(of: Array("\r\n\r\n".utf8))
        }
        var lines = String(decoding: unread[..<end!.lowerBound], as: UTF8.self).split(separator: "\r\n")[...]
        unread.removeSubrange(..<end!.upperBound)
        let first = lines.popFirst()?.split(separator: " ") ?? []
        guard first.count >= 2, first[0] == "HTTP/1.1", let status = Int(first[1]) else {
            throw Failure.garbled("no status line")
        }
        var answer = Answer(status: status, headers: [], body: [])
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure.garbled(String(line)) }
            answer.headers.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        if hasBody, let length = answer.header("Content-Length") {
            guard let count = Int(length) else { throw Failure.garbled("Content-Length: \(length)") }
            while unread.count < count { try readMore(until: deadline) }
            answer.body = Array(unread[..<count])
            unread.removeFirst(count)
        }
        return answer
    }

    /// Waits until the server closes the connection without another byte.
    package func waitForClose() throws {
        do {
            try readMore(until: SystemClock.now + timeout)
        } catch Failure.closed {
            return
        }
        throw Failure.garbled("bytes instead of an end")
    }

    private func readMore(until deadline: Instant) throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        try wait(for: POLLIN, until: deadline)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { throw Failure.closed }
        unread += chunk[..<count]
    }

    private func wait(for event: Int32, until deadline: Instant) throws {
        var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        let left = (deadline - SystemClock.now).milliseconds
        guard try check("poll", { poll(&entry, 1, Int32(clamping: max(0, left))) }) > 0 else {
            throw Failure.timedOut
        }
    }

    private func connectV4(_ address: SocketAddress) -> Int32 {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        name.sin_addr.s_addr = UInt32(truncatingIfNeeded: address.address.low).bigEndian
        return withUnsafeMutablePointer(to: &name) { pointer in
            connect(
                descriptor, __CONST_SOCKADDR_ARG(__sockaddr_in__: pointer),
                socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }

    private func connectV6(_ address: SocketAddress) -> Int32 {
        var name = sockaddr_in6()
        name.sin6_family = sa_family_t(AF_INET6)
        name.sin6_port = address.port.bigEndian
        withUnsafeMutableBytes(of: &name.sin6_addr) { octets in
            octets.storeBytes(of: address.address.high.bigEndian, as: UInt64.self)
            octets.storeBytes(of: address.address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return withUnsafeMutablePointer(to: &name) { pointer in
            connect(
                descriptor, __CONST_SOCKADDR_ARG(__sockaddr_in6__: pointer),
                socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
    }
}
