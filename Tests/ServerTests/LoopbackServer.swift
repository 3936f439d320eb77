// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Glibc
import Platform

/// A real HTTP server on a port of its own: one connection at a time, one request on each.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        let method: String
        let target: String
        let headers: [String: String]
        let body: String
    }

    let url: String
    private let listener: Int32
    private let seen = Guarded<[Request]>([])
    private let thread: WorkerThread

    /// Answers each request with the raw bytes that `answer` makes of it; none at all hangs up.
    init(answer: @escaping @Sendable (Request) -> String) throws {
        let listener = try check("socket") { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try check("bind") { bind(listener, __CONST_SOCKADDR_ARG(__sockaddr__: address), length) }
                try check("getsockname") {
                    getsockname(listener, __SOCKADDR_ARG(__sockaddr__: address), &length)
                }
            }
        }
        try check("listen") { listen(listener, 16) }
        self.listener = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let box = Mailbox<Request>()
        requests = box
        thread = WorkerThread("loopback") {
            while true {
                let connection = accept(listener, __SOCKADDR_ARG(__sockaddr__: nil), nil)
                guard connection >= 0 else { return }
                if let request = Self.read(connection) {
                    box.post(request)
                    let bytes = Array(answer(request).utf8)
                    var sent = 0
                    while sent < bytes.count {
                        let count = bytes.withUnsafeBytes {
                            send(
                                connection, $0.baseAddress! + sent, bytes.count - sent,
                                Int32(MSG_NOSIGNAL))
                        }
                        guard count > 0 else { break }
                        sent += count
                    }
                }
                close(connection)
            }
        }
    }

    private let requests: Mailbox<Request>

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        thread.join()
        close(listener)
    }

    /// All requests that came so far.
    var received: [Request] {
        let new = requests.take() ?? []
        return seen.withLock { seen in
            seen += new
            return seen
        }
    }

    /// A complete answer with a JSON body.
    static func json(_ body: String, status: String = "200 OK", headers: [String] = []) -> String {
        let lines = [
            "HTTP/1.1 \(status)", "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
            "Connection: close",
        ]
        return (lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let request = parse(text) { return request }
            let count = Glibc.read(connection, &chunk, chunk.count)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
        }
    }

    /// The request, once all of it is there; a line break is one character here.
    private static func parse(_ text: String) -> Request? {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(of: ""), blank > 0 else { return nil }
        var headers: [String: String] = [:]
        for line in lines[1..<blank] {
            let parts = line.split(separator: ": ", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1]) }
        }
        let body = lines[(blank + 1)...].joined(separator: "\r\n")
        guard body.utf8.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 else { return nil }
        let start = lines[0].split(separator: " ")
        return Request(method: String(start[0]), target: String(start[1]), headers: headers, body: body)
    }
}
