// SPDX-License-Identifier: GPL-3.0-or-later

extension ValueKind {
    /// A list whose items are all of one kind; `clash` says what an item has against those before it.
    static func list<Item>(
        _ accepted: String, of item: ValueKind<Item>,
        clash: @escaping @Sendable (Item, [Item]) -> String? = { _, _ in nil }
    ) -> ValueKind where Value == [Item] {
        ValueKind(
            accepted: accepted, isList: true,
            read: { node, faults in
                guard case .sequence(let nodes) = node.content else {
                    faults.append(YAMLFault(node.position, "\(node.kind) is given; accepted: \(accepted)"))
                    return nil
                }
                let before = faults.count
                var values: [Item] = []
                for node in nodes {
                    guard let value = item.read(node, &faults) else { continue }
                    if let message = clash(value, values) {
                        faults.append(YAMLFault(node.position, message))
                    }
                    values.append(value)
                }
                return faults.count == before ? values : nil
            },
            write: { values in "[" + values.map(item.write).joined(separator: ", ") + "]" })
    }
}
