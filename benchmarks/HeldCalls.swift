// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// Parked calls without sound, all from one socket, at the least cost to the one who places them.
final class HeldCalls {
    /// Requests that are on their way at once: what the server's receive buffer holds for certain.
    private static let window = 50

    private let server: SocketAddress
    private let socket: UDPSocket
    private let media = Sockets(0)
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    /// The To of each call that is held.
    private var held: [Int: String] = [:]
    /// How often each refusal came.
    private(set) var refusals: [String: Int] = [:]

    var count: Int { held.count }

    init(_ server: SocketAddress) throws {
        self.server = server
        socket = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0001), 0))
        try socket.setReceiveBuffer(4 << 20)
    }

    /// Parks these, each in the orbit of its number.
    func park(_ numbers: Range<Int>) throws {
        try ask("INVITE", numbers) { call, status, to in
            try self.send(self.request("ACK", call, to: to, inviting: status))
            if status == 200 {
                self.held[call] = to
            } else {
                self.refusals["\(status)", default: 0] += 1
            }
        }
    }

    func hangUp() throws {
        try ask("BYE", Array(held.keys).sorted()) { call, _, _ in self.held[call] = nil }
    }

    /// Asks for all, a window at a time, again what is not answered in a second, and gives up after thirty.
    private func ask(
        _ method: String, _ calls: some Sequence<Int>, answered: (Int, Int, String) throws -> Void
    ) throws {
        var rest = calls.makeIterator()
        var open: [Int: String] = [:]
        var patience = 30
        while true {
            while open.count < Self.window, let call = rest.next() {
                open[call] = request(method, call, to: held[call])
                try send(open[call]!)
            }
            guard !open.isEmpty else { return }
            guard socket.waitUntilReadable(SystemClock.now + .seconds(1)) else {
                patience -= 1
                guard patience > 0 else {
                    throw ServerChild.Failure(description: "\(method) is not answered")
                }
                for text in open.values { try send(text) }
                continue
            }
            while let answer = try receive() {
                guard answer.status >= 200, answer.method == method else { continue }
                if open.removeValue(forKey: answer.call) != nil || answer.method == "INVITE" {
                    try answered(answer.call, answer.status, answer.to)
                }
            }
        }
    }

    private func request(_ method: String, _ call: Int, to: String?, inviting status: Int = 200) -> String {
        let body = method == "INVITE" ? offer : ""
        // An ACK of a refusal belongs to the INVITE's transaction, that of a 200 is one of its own.
        let branch = method == "ACK" && status != 200 ? "INVITE" : method
        return """
            \(method) sip:park+\(call)@\(server) SIP/2.0\r
            Via: SIP/2.0/UDP \(socket.local);branch=z9hG4bK\(branch)\(call);rport\r
            From: <sip:held-\(call)@layby.invalid>;tag=f\(call)\r
            To: \(to ?? "<sip:park+\(call)@layby.invalid>")\r
            Call-ID: \(call)\r
            CSeq: \(method == "BYE" ? 2 : 1) \(method)\r
            Max-Forwards: 70\r
            Contact: <sip:held@\(socket.local)>\r
            \(body.isEmpty ? "" : "Content-Type: application/sdp\r\n")Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """
    }

    private var offer: String {
        """
        v=0\r
        o=- 1 1 IN IP4 127.0.0.1\r
        s=-\r
        c=IN IP4 127.0.0.1\r
        t=0 0\r
        m=audio \(media.receiver.local.port) RTP/AVP 0\r
        a=inactive\r

        """
    }

    private func send(_ text: String) throws { try socket.send(Array(text.utf8), to: server) }

    private func receive() throws -> (call: Int, status: Int, method: String, to: String)? {
        guard let arrival = try buffer.withUnsafeMutableBytes({ try socket.receive(into: $0) }) else {
            return nil
        }
        let message = SIPText(buffer[..<arrival.count])
        let method = message["CSeq"]?.split(separator: " ").last ?? ""
        return (
            message["Call-ID"].flatMap { Int($0) } ?? -1, message.status ?? 0, String(method),
            message["To"] ?? ""
        )
    }
}
