// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Rig
import Testing

/// Random walks with rooms that answer late, refuse, or do not answer at all.
struct ExchangeWalkTests {
    @Test(arguments: UInt64(1)...20)
    func `whatever happens, every call ends once and nobody waits for ever`(seed: UInt64) {
        var walk = Walk(seed: seed)
        for _ in 0..<2000 { walk.step() }
        walk.settle()
        #expect(walk.violations == [], "seed \(seed)")
        #expect(walk.exchange.count == 0, "seed \(seed)")
        #expect(walk.orbitsTaken.isEmpty, "seed \(seed)")
        #expect(walk.unanswered.isEmpty, "seed \(seed)")
        #expect(walk.legs.isEmpty, "seed \(seed)")
        #expect(walk.finished > 50, "seed \(seed)")
    }
}

private struct Walk {
    var exchange = Exchange()
    var random: SplitMix
    var now = Instant.zero
    var pending: [Effect] = []
    var orbitsTaken: Set<CallID> = []
    var legs: Set<CallID> = []
    var unanswered: Set<RequestID> = []
    var known: [CallID] = []
    var finished = 0
    var violations: [String] = []
    var nextNumber: UInt64 = 0
    var isSettling = false

    init(seed: UInt64) {
        random = SplitMix(seed)
    }

    mutating func step() {
        now = now + .milliseconds(Int64.random(in: 0...400, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: park()
        case 3...4: release()
        case 5: tell(.deadlinePassed)
        default: answerOne()
        }
        if let deadline = exchange.nextDeadline, deadline <= now { tell(.deadlinePassed) }
        if let deadline = exchange.nextDeadline, deadline <= now {
            violations.append("a deadline lies in the past")
        }
    }

    /// Rooms answer again, and every call is released.
    mutating func settle() {
        isSettling = true
        for _ in 0..<20_000 where exchange.count > 0 || !pending.isEmpty {
            if pending.isEmpty {
                now = exchange.nextDeadline ?? now
                tell(.deadlinePassed)
                for call in known where orbitsTaken.contains(call) { release(call) }
            }
            while !pending.isEmpty { answerOne() }
        }
    }

    mutating func park() {
        nextNumber += 1
        let call = CallID(high: 0, low: nextNumber)
        known.append(call)
        tell(
            .parkRequested(request(), call, token: "t", ParkRequest(place: .anywhere, target: Example.target))
        )
    }

    mutating func release() {
        if let call = known.suffix(20).randomElement(using: &random) { release(call) }
    }

    mutating func release(_ call: CallID) {
        tell(.releaseRequested(request(), call, by: "walk"))
    }

    mutating func request() -> RequestID {
        nextNumber += 1
        unanswered.insert(RequestID(nextNumber))
        return RequestID(nextNumber)
    }

    mutating func tell(_ event: Event) {
        for effect in exchange.handle(event, at: now) {
            switch effect {
            case .answer(let request, _):
                if unanswered.remove(request) == nil { violations.append("\(request) was answered twice") }
            case .closeLeg(let call, _):
                legs.remove(call)
                pending.removeAll { if case .openLeg(call, _) = $0 { true } else { false } }
            case .playMusic(let call, _):
                if !legs.contains(call) { violations.append("music for \(call), which has no leg") }
            case .openLeg, .claimOrbit, .finishCall: pending.append(effect)
            }
        }
    }

    /// Each room answers its own orders in turn; now and then it refuses.
    mutating func answerOne() {
        guard !pending.isEmpty else { return }
        let refuses = !isSettling && Int.random(in: 0..<5, using: &random) == 0
        switch pending.removeFirst() {
        case .openLeg(let call, _):
            if refuses {
                tell(.legFailed(call, Refusal(.portsExhausted, "none")))
            } else {
                legs.insert(call)
                tell(.legOpened(call, Example.stream))
            }
        case .claimOrbit(let claim):
            if refuses {
                tell(.claimRefused(claim.call, Refusal(.rangeFull, "full")))
            } else {
                orbitsTaken.insert(claim.call)
                tell(.orbitClaimed(Example.parked(claim.call)))
            }
        case .finishCall(let call, _, _, _):
            if refuses {
                tell(.finishRefused(call, Refusal(.storeUnavailable, "down")))
            } else {
                if orbitsTaken.remove(call) == nil { violations.append("\(call) was finished twice") }
                finished += 1
                tell(.callFinished(Example.finished(call)))
            }
        default: break
        }
    }
}
