// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension ValueKind where Value == [OrbitRange] {
    static var ranges: ValueKind {
        let accepted = "a list of ranges, such as [{name: main, first: 700, last: 719}]"
        return ValueKind(
            accepted: accepted, isList: true,
            read: { node, faults in
                guard case .sequence(let items) = node.content else {
                    faults.append(YAMLFault(node.position, "\(node.kind) is given; accepted: \(accepted)"))
                    return nil
                }
                let before = faults.count
                let placed = items.compactMap { item in RangeEntry(item, &faults) }
                compare(placed, &faults)
                if placed.count == items.count { requireTargets(placed, &faults) }
                return faults.count == before ? placed.map(\.range) : nil
            },
            write: { ranges in "[" + ranges.map(flow).joined(separator: ", ") + "]" })
    }

    /// One range as YAML, without what is as by default.
    private static func flow(_ range: OrbitRange) -> String {
        let members = RangeSetting.all.compactMap { setting in
            setting.write(range).flatMap { $0 == setting.defaultText ? nil : "\(setting.name): \($0)" }
        }
        return "{" + members.joined(separator: ", ") + "}"
    }

    /// Finds what no range shows by itself: names used twice, overlaps, full pools.
    private static func compare(_ entries: [RangeEntry], _ faults: inout [YAMLFault]) {
        var pools: [String: Int] = [:]
        for (index, entry) in entries.enumerated() {
            let range = entry.range
            let earlier = entries[..<index]
            if earlier.contains(where: { $0.range.name == range.name }) {
                let message = "another range is named \(quoted(range.name)); every range has its own name"
                faults.append(YAMLFault(entry.position(of: "name"), message))
            }
            if let other = earlier.first(where: { $0.range.span.overlaps(range.span) })?.range {
                let message =
                    "\(range.span) overlaps range \(quoted(other.name)) (\(other.span)); an orbit lies in one range"
                faults.append(YAMLFault(entry.position(of: "first"), message))
            }
            let most = OrbitRange.mostOrbitsInPool
            let before = pools[range.pool, default: 0]
            let after = before + range.span.count
            pools[range.pool] = after
            if before <= most, after > most {
                let message = "pool \(quoted(range.pool)) comes to \(after) orbits; accepted: at most \(most)"
                faults.append(YAMLFault(entry.position(of: "last"), message))
            }
        }
    }

    /// Finds overflow into nowhere; asked only when every range could be read.
    private static func requireTargets(_ entries: [RangeEntry], _ faults: inout [YAMLFault]) {
        let names = entries.map(\.range.name)
        for entry in entries {
            guard let target = entry.range.overflowTo, !names.contains(target) else { continue }
            let guess = nearest(to: target, among: names).map { "did you mean \(quoted($0))?; " } ?? ""
            let message =
                "no range is named \(quoted(target)): \(guess)accepted: \(names.joined(separator: ", "))"
            faults.append(YAMLFault(entry.position(of: "overflow_to"), message))
        }
    }
}

/// A range with the places of its settings.
private struct RangeEntry {
    let range: OrbitRange
    private let node: YAMLNode
    private let places: [String: YAMLNode.Position]

    init?(_ node: YAMLNode, _ faults: inout [YAMLFault]) {
        guard case .mapping(let entries) = node.content else {
            faults.append(
                YAMLFault(node.position, "\(node.kind) is given; accepted: {name: …, first: …, last: …}"))
            return nil
        }
        let before = faults.count
        var draft = RangeDraft()
        var places: [String: YAMLNode.Position] = [:]
        let names = RangeSetting.all.map(\.name)
        for entry in entries {
            places[entry.name] = entry.value.position
            if let setting = RangeSetting.all.first(where: { $0.name == entry.name }) {
                var own: [YAMLFault] = []
                setting.read(entry.value, &draft, &own)
                faults += own.map { YAMLFault($0.position, "\(setting.name): \($0.message)") }
            } else {
                faults.append(YAMLFault(entry.position, unknownKey(entry.name, in: "a range", among: names)))
            }
        }
        let missing = RangeSetting.all.filter { $0.isRequired && places[$0.name] == nil }.map(\.name)
        if !missing.isEmpty {
            faults.append(YAMLFault(node.position, "the range lacks \(missing.joined(separator: ", "))"))
        }
        self.node = node
        self.places = places
        guard faults.count == before, let range = draft.range(places, node.position, &faults) else {
            return nil
        }
        self.range = range
    }

    func position(of setting: String) -> YAMLNode.Position {
        places[setting] ?? node.position
    }
}

extension RangeDraft {
    /// The finished range; nil, and a fault, where settings contradict each other.
    fileprivate func range(
        _ places: [String: YAMLNode.Position], _ position: YAMLNode.Position, _ faults: inout [YAMLFault]
    ) -> OrbitRange? {
        guard let name, let first, let last else { return nil }
        let span: OrbitSpan
        do throws(Refusal) {
            span = try OrbitSpan(first: first, last: last)
        } catch {
            faults.append(YAMLFault(places["last"] ?? position, error.detail))
            return nil
        }
        var range = OrbitRange(name: name, span: span)
        range.pool = pool ?? range.pool
        range.programme = programme ?? range.programme
        range.selection = selection ?? range.selection
        range.reuseAfter = reuseAfter ?? range.reuseAfter
        range.whenFull = whenFull ?? range.whenFull
        range.overflowTo = overflowTo
        range.lamp = lamp ?? range.lamp
        do throws(Refusal) {
            try range.validate()
            return range
        } catch {
            faults.append(YAMLFault(places["overflow_to"] ?? places["on_full"] ?? position, error.detail))
            return nil
        }
    }
}

/// The message about a key that does not exist.
func unknownKey(_ name: String, in place: String, among accepted: [String]) -> String {
    let guess = nearest(to: name, among: accepted).map { ": did you mean \(quoted($0))?" } ?? ""
    return "unknown key \(quoted(name)) in \(place)\(guess); accepted: \(accepted.joined(separator: ", "))"
}
