// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform

/// A small deployment: two ranges, one parked call, a finished one, a job, and a token of every role.
enum Sample {
    static let now = WallTime(milliseconds: 1_795_202_645_120)
    static let callID = CallID("0199aaaa-0000-7000-8000-000000000001")!
    static let finishedID = CallID("0199aaaa-0000-7000-8000-000000000002")!
    static let jobID = JobID("0199aaaa-0000-7000-8000-000000000003")!
    static let tokenID = TokenID("0199aaaa-0000-7000-8000-00000000000a")!
    static let unknownID = "0199aaaa-0000-7000-8000-0000000000ff"

    static func secret(_ role: Role) -> String { "secret-of-\(role.rawValue)" }

    static func number(_ text: String) -> OrbitNumber {
        do { return try OrbitNumber(text) } catch { preconditionFailure("\(error)") }
    }

    static func range(_ name: String, _ first: String, _ last: String, version: Int = 1) -> StoredRange {
        do {
            let span = try OrbitSpan(first: number(first), last: number(last))
            return StoredRange(range: OrbitRange(name: name, span: span), version: version, createdAt: now)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static var stream: MediaStream {
        MediaStream(
            target: MediaTarget(remote: SocketAddress("127.0.0.1:4000")!, codec: .pcmu),
            local: SocketAddress("127.0.0.1:10000")!, ssrc: 4_000_000_000, firstSequence: 7, firstTimestamp: 9
        )
    }

    static var call: ParkedCall {
        ParkedCall(
            id: callID, orbit: number("701"), range: "main", programme: "default", token: "safe-word",
            state: .held,
            caller: Party(uri: "sip:ann@example.test", name: "Ann \"A\" Äpfel"), parker: Party(),
            stream: stream,
            parkedAt: now)
    }

    static var finished: FinishedCall {
        var call = call
        call.id = finishedID
        return FinishedCall(
            call, outcome: .released, why: "released by the API", by: "desk",
            endedAt: now + .milliseconds(61_500))
    }

    static var job: Job {
        var job = Job(id: jobID, kind: "verify", total: 10, createdAt: now)
        job.state = .running
        job.progress = 4
        job.problems = ["one file is missing"]
        return job
    }

    static func token(_ role: Role) -> AccessToken {
        let place = UInt64(Role.allCases.firstIndex(of: role)!)
        return AccessToken(
            id: TokenID(high: tokenID.high, low: tokenID.low + place), name: role.rawValue, role: role,
            hash: SHA256.digest(Array(secret(role).utf8)), createdAt: now)
    }

    static var contents: FakeLists.Contents {
        var contents = FakeLists.Contents()
        contents.ranges = [range("main", "701", "705", version: 3), range("hash", "#701", "#702")]
        contents.orbits = ["701", "702", "703", "704", "705"].map {
            Orbit(number: number($0), range: "main", state: .free, call: nil)
        }
        contents.orbits[0].state = .taken
        contents.orbits[0].call = callID
        contents.orbits[1].state = .cooling
        contents.orbits += ["#701", "#702"].map {
            Orbit(number: number($0), range: "hash", state: .free, call: nil)
        }
        contents.parkedCalls = [call]
        contents.finishedCalls = [finished]
        contents.jobs = [job]
        contents.tokens = Role.allCases.map(token)
        return contents
    }
}
