// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension JSON {
    /// The same document with the members of every object in alphabetical order.
    ///
    /// What is read back from text comes in no particular order, so all that is kept is kept sorted.
    var sorted: JSON {
        switch self {
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
        case .array(let values): .array(values.map(\.sorted))
        default: self
        }
    }
}
