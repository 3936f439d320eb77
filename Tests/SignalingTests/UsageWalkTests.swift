// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Rig
import Signaling
import Testing

@Suite struct UsageWalkTests {
    @Test func `whatever happens, every call ends exactly once, and nothing comes after`() {
        for seed in 0..<5000 {
            var random = SplitMix(UInt64(seed))
            var usage = Usage(sessionID: 1)
            var now = Instant.zero
            var effects: [Usage.Effect] = []
            var answered: Set<Int> = []
            var requests: Set<Int> = []
            let isCalled = Bool.random(using: &random)
            let first: Usage.Event =
                isCalled
                ? .invited(0, Invitation(user: "park", source: phone), body: body(&random))
                : .placed(local: ours, onlySends: false)
            if isCalled { requests.insert(0) }
            effects += usage.handle(first, at: now)
            for step in 1..<40 {
                now = now + .milliseconds(Int.random(in: 0..<3000, using: &random))
                if let deadline = usage.nextDeadline, deadline <= now {
                    effects += usage.handle(.deadline, at: now)
                    #expect(usage.nextDeadline.map { $0 > now } ?? true, "seed \(seed)")
                }
                let event = step == 39 ? .ordered(.hangUp(why: "end of the walk")) : event(step, &random)
                if case .requested(let transaction, _, _) = event, !usage.isOver {
                    requests.insert(transaction)
                }
                effects += usage.handle(event, at: now)
            }
            while let deadline = usage.nextDeadline {
                now = max(now, deadline)
                effects += usage.handle(.deadline, at: now)
            }
            #expect(usage.isOver, "seed \(seed)")
            for case .respond(let transaction, _) in effects {
                #expect(answered.insert(transaction).inserted, "seed \(seed) answered \(transaction) twice")
            }
            for case .accept(let transaction, _, _) in effects {
                #expect(answered.insert(transaction).inserted, "seed \(seed) answered \(transaction) twice")
            }
            #expect(answered == requests, "seed \(seed) left requests unanswered")
            let ends = effects.indices.filter {
                if case .report(.ended) = effects[$0] { true } else { false }
            }
            let began =
                effects.contains { if case .report(.invited) = $0 { true } else { false } } || !isCalled
            #expect(ends == (began ? [effects.count - 1] : []), "seed \(seed): \(effects)")
            #expect(effects.count { if case .bye = $0 { true } else { false } } <= 1, "seed \(seed)")
        }
    }

    private func body(_ random: inout SplitMix) -> [UInt8]? {
        [nil, text("port 4000"), text("port 5000"), text("no codec"), text("nonsense")].randomElement(
            using: &random)!
    }

    private func event(_ step: Int, _ random: inout SplitMix) -> Usage.Event {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .ordered(.accept(acceptance))
        case 1:
            return Int.random(in: 0..<4, using: &random) == 0
                ? .ordered(.refuse(status: 486, reason: "Busy")) : .ordered(.accept(acceptance))
        case 2:
            return Int.random(in: 0..<6, using: &random) == 0 ? .ordered(.hangUp(why: "enough")) : .deadline
        case 3: return Int.random(in: 0..<6, using: &random) == 0 ? .cancelled : .byeAnswered
        case 4, 5: return .acknowledged(Int.random(in: 0...step, using: &random), body: body(&random))
        case 6: return .acknowledged(0, body: body(&random))
        case 7:
            return .responded(
                status: [100, 180, 183, 200, 404, 487].randomElement(using: &random)!, reason: "Some",
                body: body(&random))
        case 8: return .responded(status: 180, reason: "Ringing", body: nil)
        case 9 where Int.random(in: 0..<5, using: &random) == 0:
            return .requested(step, method: "BYE", body: nil)
        default:
            let method = ["INVITE", "UPDATE", "INFO", "PRACK", "REFER", "MESSAGE"].randomElement(
                using: &random)!
            return .requested(step, method: method, body: body(&random))
        }
    }
}
