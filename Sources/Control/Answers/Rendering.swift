// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

// How the API shows each type of the contract; every member is always there, null where nothing is known.

extension StoredRange {
    var json: JSON {
        [
            "name": .string(range.name), "first": .string(range.span.first.description),
            "last": .string(range.span.last.description), "orbits": .integer(Int64(range.span.count)),
            "pool": .string(range.pool), "programme": .string(range.programme),
            "selection": .string(range.selection.rawValue), "reuse_after_s": seconds(range.reuseAfter),
            "on_full": .string(range.whenFull.rawValue), "overflow_to": optional(range.overflowTo),
            "lamp": .string(range.lamp.rawValue),
        ]
    }
}

extension Orbit {
    var json: JSON {
        [
            "number": .string(number.description), "range": .string(range), "state": .string(state.rawValue),
            "parked_call": optional(call?.description),
        ]
    }
}

extension ParkedCall {
    /// The token lets its holder take the call, so only those who may take calls see it.
    func json(withToken: Bool) -> JSON {
        let media: JSON = [
            "address": .string(stream.local.address.description), "port": .integer(Int64(stream.local.port)),
            "ssrc": .integer(Int64(stream.ssrc)),
        ]
        return .members([
            "id": .string(id.description), "orbit": .string(orbit.description), "range": .string(range),
            "token": withToken ? .string(token) : nil as JSON?, "state": .string(state.rawValue),
            "media": media,
            "caller": caller.json, "parker": parker.json, "parked_at": .string(parkedAt.rfc3339),
            "ringback_at": .null,
        ])
    }
}

extension FinishedCall {
    var json: JSON {
        [
            "id": .string(id.description), "orbit": .string(orbit.description), "range": .string(range),
            "outcome": .string(outcome.rawValue), "why": .string(why), "by": optional(by),
            "caller": caller.json, "parker": parker.json, "parked_at": .string(parkedAt.rfc3339),
            "ended_at": .string(endedAt.rfc3339), "held_ms": .integer(held.milliseconds),
        ]
    }
}

extension Party {
    var json: JSON { ["uri": optional(uri), "name": optional(name)] }
}

extension Job {
    var json: JSON {
        [
            "id": .string(id.description), "kind": .string(kind), "state": .string(state.rawValue),
            "progress": .integer(progress), "total": .integer(total), "result": result ?? .null,
            "problems": .array(problems.map { .string($0) }), "created_at": .string(createdAt.rfc3339),
            "updated_at": .string(updatedAt.rfc3339),
        ]
    }
}

extension AccessToken {
    /// Neither the secret nor its hash.
    var json: JSON {
        [
            "id": .string(id.description), "name": .string(name), "role": .string(role.rawValue),
            "created_at": .string(createdAt.rfc3339),
        ]
    }

    /// The one answer that tells the secret.
    func json(secret: String) -> JSON {
        [
            "id": .string(id.description), "name": .string(name), "role": .string(role.rawValue),
            "token": .string(secret), "created_at": .string(createdAt.rfc3339),
        ]
    }
}

extension Listing {
    func json(_ render: (Item) -> JSON) -> JSON {
        ["items": .array(items.map(render)), "next": optional(next)]
    }
}

private func optional(_ text: String?) -> JSON {
    text.map { .string($0) } ?? .null
}

private func seconds(_ duration: Duration) -> JSON {
    let milliseconds = duration.milliseconds
    return milliseconds % 1000 == 0 ? .integer(milliseconds / 1000) : .number(Double(milliseconds) / 1000)
}
