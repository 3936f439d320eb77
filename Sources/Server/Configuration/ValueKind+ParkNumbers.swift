// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension ValueKind where Value == [Dialplan.ParkNumber] {
    static var parkNumbers: ValueKind {
        list(
            "a list of numbers and the ranges they park in, such as [{number: park}, {number: \"*68\", range: main}]",
            of: .entry,
            clash: { park, earlier in
                earlier.contains { $0.number == park.number }
                    ? "number \(quoted(park.number)) is listed twice; keep one" : nil
            })
    }
}

extension ValueKind where Value == Dialplan.ParkNumber {
    fileprivate static var entry: ValueKind {
        let accepted = "{number: …, range: …}, the range optional"
        return ValueKind(
            accepted: accepted, isList: false,
            read: { node, faults in
                guard case .mapping(let entries) = node.content else {
                    faults.append(YAMLFault(node.position, "\(node.kind) is given; accepted: \(accepted)"))
                    return nil
                }
                let before = faults.count
                var number: String?
                var range: String?
                for entry in entries {
                    switch entry.name {
                    case "number": number = member(entry, .parkNumber, &faults)
                    case "range": range = member(entry, .name("range"), &faults)
                    default:
                        let message = unknownKey(
                            entry.name, in: "a park number", among: ["number", "range"])
                        faults.append(YAMLFault(entry.position, message))
                    }
                }
                if !entries.contains(where: { $0.name == "number" }) {
                    faults.append(YAMLFault(node.position, "the park number lacks number"))
                }
                guard faults.count == before, let number else { return nil }
                return Dialplan.ParkNumber(number: number, range: range)
            },
            write: { park in
                let range = park.range.map { ", range: \(yamlText($0))" } ?? ""
                return "{number: \(yamlText(park.number))\(range)}"
            })
    }

    private static func member(
        _ entry: YAMLNode.Entry, _ kind: ValueKind<String>, _ faults: inout [YAMLFault]
    ) -> String? {
        var own: [YAMLFault] = []
        let value = kind.read(entry.value, &own)
        faults += own.map { YAMLFault($0.position, "\(entry.name): \($0.message)") }
        return value
    }
}
