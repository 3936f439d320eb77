// SPDX-License-Identifier: GPL-3.0-or-later
import Core

/// Values that several tests talk about.
enum Example {
    static let target = MediaTarget(remote: SocketAddress("127.0.0.1:4000")!, codec: .pcmu)

    static let stream = MediaStream(
        target: target, local: SocketAddress("127.0.0.1:10000")!, ssrc: 7, firstSequence: 1, firstTimestamp: 2
    )

    static func parked(_ call: CallID) -> ParkedCall {
        ParkedCall(
            id: call, orbit: try! OrbitNumber("701"), range: "main", programme: "default", token: "t",
            state: .held,
            caller: Party(uri: "sip:ann@example.test"), parker: Party(), stream: stream,
            parkedAt: WallTime(milliseconds: 0))
    }

    static func finished(_ call: CallID) -> FinishedCall {
        FinishedCall(
            parked(call), outcome: .released, why: "released through the API", by: "admin",
            endedAt: WallTime(milliseconds: 5))
    }
}
