// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension Party {
    fileprivate init(row: inout Row) {
        self.init(uri: row.optionalText(), name: row.optionalText())
    }
}

extension MediaStream {
    fileprivate init(row: inout Row) throws(Refusal) {
        let target = MediaTarget(
            remote: try row.address(), codec: try row.choice(Codec.self),
            packetTime: .microseconds(row.integer()), payloadType: UInt8(truncatingIfNeeded: row.integer()))
        self.init(
            target: target, local: try row.address(), ssrc: UInt32(truncatingIfNeeded: row.integer()),
            firstSequence: UInt16(truncatingIfNeeded: row.integer()),
            firstTimestamp: UInt32(truncatingIfNeeded: row.integer()))
    }
}

extension ParkedCall {
    static let select = """
        SELECT id, orbit, range, programme, token, state, caller_uri, caller_name, parker_uri, parker_name,
            remote, codec, packet_time_us, payload_type, local, ssrc, first_sequence, first_timestamp, parked_at,
            origin
        FROM parked_calls 
        """

    init(row: inout Row) throws(Refusal) {
        self.init(
            id: try row.identity(), orbit: try row.orbit(), range: row.text(), programme: row.text(),
            token: row.text(), state: try row.choice(ParkedCall.State.self), caller: Party(row: &row),
            parker: Party(row: &row), stream: try MediaStream(row: &row), parkedAt: row.time(),
            origin: try row.choice(ParkedCall.Origin.self))
    }
}

extension FinishedCall {
    static let select = """
        SELECT sequence, id, orbit, range, outcome, why, by, caller_uri, caller_name, parker_uri, parker_name,
            parked_at, ended_at FROM finished_calls 
        """

    init(row: inout Row) throws(Refusal) {
        self.init(
            id: try row.identity(), orbit: try row.orbit(), range: row.text(),
            outcome: try row.choice(Outcome.self), why: row.text(), by: row.optionalText(),
            caller: Party(row: &row),
            parker: Party(row: &row), parkedAt: row.time(), endedAt: row.time())
    }
}

extension Connection {
    func insert(_ call: ParkedCall) throws(Refusal) {
        try run(
            """
            INSERT INTO parked_calls (id, orbit, range, programme, token, state, caller_uri, caller_name, parker_uri,
                parker_name, remote, codec, packet_time_us, payload_type, local, ssrc, first_sequence,
                first_timestamp, parked_at, origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            call.id, call.orbit, call.range, call.programme, call.token, call.state.rawValue, call.caller.uri,
            call.caller.name, call.parker.uri, call.parker.name, call.stream.target.remote.description,
            call.stream.target.codec.rawValue, call.stream.target.packetTime.nanoseconds / 1000,
            Int(call.stream.target.payloadType), call.stream.local.description, Int(call.stream.ssrc),
            Int(call.stream.firstSequence), Int(call.stream.firstTimestamp), call.parkedAt,
            call.origin.rawValue)
    }

    func insert(_ call: FinishedCall) throws(Refusal) {
        try run(
            """
            INSERT INTO finished_calls (id, orbit, range, outcome, why, by, caller_uri, caller_name, parker_uri,
                parker_name, parked_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            call.id, call.orbit, call.range, call.outcome.rawValue, call.why, call.by, call.caller.uri,
            call.caller.name, call.parker.uri, call.parker.name, call.parkedAt, call.endedAt)
    }
}
