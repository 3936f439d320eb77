// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Signaling

/// A UDP socket that says exactly what the test wants.
final class RawPhone {
    private let socket: UDPSocket
    private let server: SocketAddress
    private var branches = 0
    let callID = "\(LegID.fresh())"
    /// The To-tag of the 200 that took the call.
    private(set) var toTag: String?

    init(_ server: SocketAddress) throws {
        self.server = server
        let host = server.address.family == .v4 ? "127.0.0.1" : "::1"
        socket = try UDPSocket(bindingTo: SocketAddress(IPAddress(host)!, 0))
    }

    static let offer = """
        v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
        m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n
        """

    var address: SocketAddress { socket.local }

    /// Answers a request that this phone has received.
    func answer(_ request: String, _ status: Int, tag: String, body: String = "") throws {
        try send(response(to: request, status, tag: tag, body: body))
    }

    func response(to request: String, _ status: Int, tag: String, body: String = "") -> String {
        var lines = ["SIP/2.0 \(status) Whatever"]
        for name in ["Via", "From", "To", "Call-ID", "CSeq"] {
            let value = Self.header(name, of: request) ?? ""
            lines.append(
                "\(name): \(value)" + (name == "To" && !value.contains(";tag=") ? ";tag=\(tag)" : ""))
        }
        lines += ["Contact: <sip:raw@\(socket.local)>", "Content-Length: \(body.utf8.count)"]
        if !body.isEmpty { lines.append("Content-Type: application/sdp") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    /// The next request of one method.
    func next(_ method: String) throws -> String {
        while let text = try receive() {
            if text.hasPrefix("\(method) ") { return text }
        }
        throw SIPEnd.Silence()
    }

    func branch() -> String {
        branches += 1
        return "z9hG4bK-\(callID)-\(branches)"
    }

    /// A request from this phone; `branch` is a new one unless it is given.
    func request(
        _ method: String, user: String = "park", uri: String? = nil, sequence: Int = 1, branch: String? = nil,
        inDialog: Bool = false, sequenceMethod: String? = nil, headers: [String] = [], body: String = ""
    ) -> String {
        var lines = [
            "\(method) \(uri ?? "sip:\(user)@\(server)") SIP/2.0",
            "Via: SIP/2.0/UDP \(socket.local);branch=\(branch ?? self.branch());rport",
            "From: \"Alice \\\"A\\\"\" <sip:alice@example.test>;tag=a1",
            "To: <sip:\(user)@example.test>" + (inDialog ? ";tag=\(toTag ?? "none")" : ""),
            "Call-ID: \(callID)", "CSeq: \(sequence) \(sequenceMethod ?? method)", "Max-Forwards: 70",
            "Contact: <sip:alice@\(socket.local)>",
        ]
        lines += headers
        if !body.isEmpty, !headers.contains(where: { $0.hasPrefix("Content-Type") }) {
            lines.append("Content-Type: application/sdp")
        }
        if !headers.contains(where: { $0.hasPrefix("Content-Length") }) {
            lines.append("Content-Length: \(body.utf8.count)")
        }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try socket.send($0, to: server) }
    }

    /// The next message, or nil if none comes in time.
    func receive(within time: Duration = .seconds(5)) throws -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let deadline = SystemClock.now + time
        while socket.waitUntilReadable(deadline) {
            guard let arrival = try buffer.withUnsafeMutableBytes({ try socket.receive(into: $0) }) else {
                continue
            }
            let text = String(decoding: buffer[..<arrival.count], as: UTF8.self)
            if text.hasPrefix("SIP/2.0 2"), Self.header("CSeq", of: text)?.hasSuffix("INVITE") == true,
                let to = Self.header("To", of: text), let tag = to.firstRange(of: ";tag=")
            {
                toTag = String(to[tag.upperBound...])
            }
            return text
        }
        return nil
    }

    /// The next final response, to one method or to any; provisional ones are passed over.
    func final(to method: String = "") throws -> (status: Int, text: String) {
        while let text = try receive() {
            guard text.hasPrefix("SIP/2.0 "), let status = Int(text.dropFirst(8).prefix(3)), status >= 200,
                Self.header("CSeq", of: text)?.hasSuffix(method) == true
            else { continue }
            return (status, text)
        }
        return (0, "")
    }

    /// Sends a request and says how it was answered.
    func ask(_ method: String, text: String? = nil) throws -> (status: Int, text: String) {
        try send(text ?? request(method))
        return try final(to: method)
    }

    static func header(_ name: String, of text: String) -> String? {
        for line in text.split(separator: "\r\n") where line.hasPrefix("\(name): ") {
            return String(line.dropFirst(name.count + 2))
        }
        return nil
    }
}
