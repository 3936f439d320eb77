// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Testing

@testable import Media

struct RTPSessionTests {
    @Test func `reports to a port where nobody listens are refused, again and again, without harm`() throws {
        let any = SocketAddress(IPAddress("127.0.0.1")!, 0)
        let gone = try UDPSocket(bindingTo: any).local
        let rtcp = try UDPSocket(bindingTo: any)
        try rtcp.connect(to: gone)
        let stream = MediaStream(
            target: MediaTarget(remote: gone, codec: .pcmu), local: rtcp.local, ssrc: 1, firstSequence: 1,
            firstTimestamp: 1)
        let session = RTPSession(stream, rtcp: rtcp)
        for packets in UInt32(1)...20 {
            session.setSent(packets: packets, octets: 160 * packets, timestamp: 160 * packets)
            // The refusal of one is what the next one's `send` returns.
            session.sayGoodbye("nobody is there")
            session.sayGoodbye("nobody is there")
            session.turn()
        }
        let bytes = [UInt8](repeating: 0, count: 8)
        #expect(throws: SystemError.self) {
            for _ in 0..<3 { try rtcp.send(bytes) }
        }
    }
}
