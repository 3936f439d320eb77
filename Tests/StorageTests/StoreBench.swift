// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Storage
import Platform
import Testing

/// What the contract is checked against.
enum Backend: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case memory, sqlite

    var testDescription: String { rawValue }
}

/// A second of a day in 2026, on which all tests happen.
func second(_ seconds: Double) -> WallTime {
    WallTime(milliseconds: 1_780_000_000_000 + Int64(seconds * 1000))
}

func orbit(_ text: String) throws -> OrbitNumber { try OrbitNumber(text) }

func callID(_ number: Int) -> CallID { CallID(at: second(0), random: (0, UInt64(number))) }

/// A store with the few orders that most tests give it.
final class StoreBench: Sendable {
    let store: any Store
    private let directory: ScratchDirectory?
    private let calls = Guarded(0)

    init(_ backend: Backend) throws {
        switch backend {
        case .memory:
            directory = nil
            store = MemoryStore()
        case .sqlite:
            let directory = try ScratchDirectory()
            self.directory = directory
            store = try SQLiteStore(directory: directory.path, at: second(0))
        }
    }

    deinit {
        directory?.remove()
    }

    /// A range without a hold-down, unless the settings say otherwise.
    @discardableResult
    func range(
        _ name: String, _ first: String, _ last: String, _ settings: (inout OrbitRange) -> Void = { _ in }
    ) throws -> StoredRange {
        var range = OrbitRange(name: name, span: try OrbitSpan(first: orbit(first), last: orbit(last)))
        range.reuseAfter = .zero
        settings(&range)
        return try store.createRange(range, at: second(0))
    }

    @discardableResult
    func change(
        _ name: String, ifMatch: String? = nil, _ settings: (inout RangeChange) throws -> Void
    ) throws -> StoredRange {
        var change = RangeChange()
        try settings(&change)
        return try store.changeRange(name, change, ifMatch: ifMatch, at: second(0))
    }

    @discardableResult
    func claim(_ place: ParkRequest.Place = .anywhere, at time: WallTime = second(0)) throws -> ParkedCall {
        let number = calls.withLock { count in
            count += 1
            return count
        }
        return try store.claim(Self.order(callID(number), place), at: time)
    }

    @discardableResult
    func finish(
        _ call: ParkedCall, as outcome: Outcome = .retrieved, at time: WallTime = second(0)
    ) throws -> FinishedCall {
        try store.finish(call.id, as: outcome, why: "fetched", by: "sip:bob@example.test", at: time)
    }

    func orbitState(_ number: String, at time: WallTime = second(0)) throws -> Orbit.State? {
        try store.orbit(orbit(number), at: time)?.state
    }

    func eventKinds(after sequence: Int64 = 0) throws -> [RecordedEvent.Kind] {
        try store.events(after: sequence, limit: 1000).map(\.kind)
    }

    /// The code of the refusal that the body ends in, nil when it ends well.
    func refusal(_ body: () throws -> some Any) throws -> Refusal? {
        do {
            _ = try body()
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    /// A claim whose every field is set, so that a field lost on the way shows.
    static func order(_ call: CallID, _ place: ParkRequest.Place) -> OrbitClaim {
        let target = MediaTarget(
            remote: SocketAddress("192.0.2.7:40002")!, codec: .pcma, packetTime: .milliseconds(30),
            payloadType: 97)
        let stream = MediaStream(
            target: target, local: SocketAddress("[2001:db8::1]:10004")!, ssrc: 0xFEDC_BA98,
            firstSequence: 65_535,
            firstTimestamp: 4_294_967_295)
        return OrbitClaim(
            call: call, place: place, token: "secret-\(call)",
            caller: Party(uri: "sip:ann@example.test", name: "Änn 🌈"),
            parker: Party(uri: "sip:desk@example.test"), stream: stream)
    }
}
