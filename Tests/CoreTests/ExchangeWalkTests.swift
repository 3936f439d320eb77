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
        if seed.isMultiple(of: 2) {
            walk.tell(.drainingBegan)
            for _ in 0..<200 { walk.step() }
        }
        walk.settle()
        #expect(walk.violations == [], "seed \(seed)")
        #expect(walk.exchange.callCount == 0 && walk.exchange.legCount == 0, "seed \(seed)")
        #expect(walk.orbitsTaken.isEmpty, "seed \(seed)")
        #expect(walk.unanswered.isEmpty, "seed \(seed)")
        #expect(walk.legs.isEmpty, "seed \(seed)")
        #expect(walk.aimed > 0 && walk.openedLate > 0, "seed \(seed)")
        #expect(walk.bridged > 0, "seed \(seed)")
        #expect(walk.finished > 50, "seed \(seed)")
    }
}

private struct Walk {
    var exchange = Exchange()
    var random: SplitMix
    var now = Instant.zero
    var pending: [Effect] = []
    var orbitsTaken: Set<CallID> = []
    var legs: Set<LegID> = []
    /// SIP dialogs that have not been reported ended.
    var dialogs: Set<LegID> = []
    /// Dialogs that were accepted.
    var established: Set<LegID> = []
    /// Legs that were closed while the engine was opening them.
    var late: [LegID] = []
    var aimed = 0
    var openedLate = 0
    var bridged = 0
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
        switch Int.random(in: 0..<13, using: &random) {
        case 0: park()
        case 1: invite("park")
        case 2: invite(["700", "701", "702", "park+703", "moh", "nobody"].randomElement(using: &random)!)
        case 3: release()
        case 4: if let leg = dialogs.sorted().randomElement(using: &random) { end(leg) }
        case 5: tell(.deadlinePassed)
        case 6: recover()
        case 7: if let leg = established.sorted().randomElement(using: &random) { changeMedia(of: leg) }
        case 8: openLate()
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
        for _ in 0..<20_000 where exchange.callCount > 0 || exchange.legCount > 0 || !pending.isEmpty {
            if pending.isEmpty {
                for leg in dialogs.sorted() { end(leg) }
                now = exchange.nextDeadline ?? now
                tell(.deadlinePassed)
                for call in known where orbitsTaken.contains(call) { release(call) }
            }
            while !pending.isEmpty { answerOne() }
            while !late.isEmpty { openLate() }
        }
    }

    mutating func recover() {
        nextNumber += 1
        var call = Example.parked(CallID(high: 0, low: nextNumber))
        call.origin = Bool.random(using: &random) ? .sip : .api
        known.append(call.id)
        orbitsTaken.insert(call.id)
        tell(.recovered(call))
    }

    mutating func changeMedia(of leg: LegID) {
        let target = MediaTarget(
            remote: Example.target.remote, codec: Codec.allCases.randomElement(using: &random)!)
        tell(.dialog(leg, token: "t", .mediaChanged(RemoteMedia(target: target))))
    }

    /// The report of an engine that had not read the order to close.
    mutating func openLate() {
        guard let leg = late.popLast() else { return }
        openedLate += 1
        if Bool.random(using: &random) {
            legs.insert(leg)
            tell(.legOpened(leg, Example.stream))
        } else {
            tell(.legFailed(leg, Refusal(.portsExhausted, "none")))
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

    mutating func invite(_ user: String) {
        nextNumber += 1
        let leg = LegID(high: 0, low: nextNumber)
        known.append(CallID(leg))
        dialogs.insert(leg)
        let parker = Bool.random(using: &random) && user.hasPrefix("7") ? Party(uri: "sip:p@x") : nil
        let invitation = Invitation(
            user: user, parker: parker, offer: RemoteMedia(target: Example.target),
            source: Example.target.remote)
        tell(.dialog(leg, token: "t", .invited(invitation)))
    }

    mutating func end(_ leg: LegID) {
        guard dialogs.remove(leg) != nil else { return }
        established.remove(leg)
        pending.removeAll { if case .signal(leg, _) = $0 { true } else { false } }
        tell(.dialog(leg, token: "t", .ended(why: "BYE")))
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
            case .closeLeg(let leg, _):
                legs.remove(leg)
                if pending.contains(where: { if case .openLeg(leg, _) = $0 { true } else { false } }) {
                    late.append(leg)
                }
                pending.removeAll { if case .openLeg(leg, _) = $0 { true } else { false } }
            case .playMusic(let leg, _), .aim(let leg, _):
                if case .aim = effect { aimed += 1 }
                if !legs.contains(leg) { violations.append("music for \(leg), which has no leg") }
            case .bridge(let one, let other):
                bridged += 1
                if !legs.isSuperset(of: [one, other]) {
                    violations.append("a bridge of legs that are not there")
                }
            case .signal(let leg, _):
                if !dialogs.contains(leg) { violations.append("an order for \(leg), whose dialog is over") }
                pending.append(effect)
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
                var parked = Example.parked(claim.call)
                parked.orbit = try! OrbitNumber(String(700 + orbitsTaken.count % 4))
                tell(.orbitClaimed(parked))
            }
        case .finishCall(let call, _, _, _):
            if refuses {
                tell(.finishRefused(call, Refusal(.storeUnavailable, "down")))
            } else {
                if orbitsTaken.remove(call) == nil { violations.append("\(call) was finished twice") }
                finished += 1
                tell(.callFinished(Example.finished(call)))
            }
        case .signal(let leg, let order):
            if case .accept = order, !refuses {
                established.insert(leg)
                tell(.dialog(leg, token: "t", .confirmed(nil)))
            } else {
                end(leg)
            }
        default: break
        }
    }
}
