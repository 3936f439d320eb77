// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The parameters behind the `?`, read as strictly as a body.
struct QueryForm {
    private static let paging = ["limit", "after"]

    private let values: [String: String]

    /// Takes the paging parameters and those named.
    init(_ parameters: [RequestTarget.Parameter], accepting names: [String] = []) throws(Refusal) {
        var values: [String: String] = [:]
        for parameter in parameters {
            guard (names + Self.paging).contains(parameter.name) else {
                throw Refusal(
                    .invalid,
                    Spelling.complaint("query parameter", parameter.name, among: names + Self.paging))
            }
            guard values.updateValue(parameter.value, forKey: parameter.name) == nil else {
                throw Refusal(.invalid, "the query parameter \(parameter.name) is given more than once")
            }
        }
        // An empty value is what forms and scripts send for "none".
        self.values = values.filter { !$0.value.isEmpty }
    }

    func text(_ name: String) -> String? { values[name] }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Refusal) -> Choice? {
        guard let word = values[name] else { return nil }
        guard let choice = Choice(rawValue: word) else {
            throw Refusal(.invalid, Spelling.complaint(name, word, among: Choice.allCases.map(\.rawValue)))
        }
        return choice
    }

    func page() throws(Refusal) -> Page {
        guard let text = values["limit"] else { return Page(after: values["after"]) }
        guard let limit = Int(text), (1...Page.mostItems).contains(limit) else {
            throw Refusal(
                .invalid, "limit must be a number from 1 to \(Page.mostItems), not '\(text.prefix(32))'")
        }
        return Page(limit: limit, after: values["after"])
    }
}
