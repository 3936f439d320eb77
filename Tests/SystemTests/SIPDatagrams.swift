// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Testing

/// One call by UDP, message by message, where the order of two datagrams matters more than what a telephone does.
final class SIPDatagrams {
    private let socket: UDPSocket
    private let server: SocketAddress
    private let call: String
    private var received: [String] = []

    init(to server: SocketAddress, call: String) throws {
        socket = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0001), 0))
        self.server = server
        self.call = call
    }

    /// A request, with the To-tag of an answer if it belongs to the dialog that it began.
    func send(_ method: String, user: String, sequence: Int = 1, to answer: String? = nil) throws {
        // A CANCEL is known by the branch of its INVITE, as is the ACK of a refusal; all else has its own.
        let isOfInvite = method == "INVITE" || method == "CANCEL" || (method == "ACK" && !isAccepted(answer))
        let sdp = """
            v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n
            """
        let body = method == "INVITE" ? sdp : ""
        let tag = answer.flatMap { header("To", in: $0)?.firstRange(of: ";tag=") }
        let to = answer.flatMap { header("To", in: $0) } ?? "<sip:\(user)@\(server)>"
        #expect(answer == nil || tag != nil)
        let lines = [
            "\(method) sip:\(user)@\(server) SIP/2.0",
            "Via: SIP/2.0/UDP \(socket.local);branch=z9hG4bK-\(call)-\(isOfInvite ? "INVITE" : method)",
            "From: <sip:ann@\(socket.local)>;tag=ann", "To: \(to)", "Call-ID: \(call)",
            "CSeq: \(sequence) \(method)", "Contact: <sip:ann@\(socket.local)>", "Max-Forwards: 70",
            "Content-Type: application/sdp", "Content-Length: \(body.utf8.count)",
        ]
        try send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
    }

    func acknowledge(_ answer: String, user: String) throws { try send("ACK", user: user, to: answer) }

    func send(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try socket.send($0, to: server) }
    }

    /// The first answer from 200 on to the request of this method.
    func finalAnswer(to method: String, within limit: Duration = .seconds(8)) throws -> String {
        let deadline = SystemClock.now + limit
        while true {
            if let answer = received.first(where: { answer in
                !answer.hasPrefix("SIP/2.0 1") && header("CSeq", in: answer)?.hasSuffix(" " + method) == true
            }) {
                return answer
            }
            try #require(socket.waitUntilReadable(deadline), "no answer to \(method) among \(received)")
            try receive()
        }
    }

    private func receive() throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
        defer { buffer.deallocate() }
        while let arrival = try socket.receive(into: buffer) {
            received.append(String(decoding: buffer[..<arrival.count], as: UTF8.self))
        }
    }

    private func isAccepted(_ answer: String?) -> Bool { answer?.hasPrefix("SIP/2.0 2") == true }

    private func header(_ name: String, in message: String) -> String? {
        let lines = message.split(separator: "\r\n", omittingEmptySubsequences: false)
        return lines.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}
