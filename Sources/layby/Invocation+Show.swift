// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Server

/// A column of a list, or a line about one thing.
struct Field: Sendable {
    let title: String
    let text: @Sendable (JSON) -> String

    init(_ title: String, text: @escaping @Sendable (JSON) -> String) {
        self.title = title
        self.text = text
    }

    /// A member, by its path through objects.
    init(_ title: String, _ path: String...) {
        self.init(title) { item in
            path.reduce(item) { value, name in value[name] ?? .null }.cell
        }
    }
}

extension Invocation {
    /// Prints all pages of a list; as JSON, each page as it came, one after the other.
    func list(
        _ components: String, query: [(name: String, value: String?)] = [], whenEmpty: String,
        _ fields: [Field]
    ) throws(CommandFailure) {
        let wantsJSON = try wantsJSON
        let client = try client()
        var rows: [[String]] = []
        var after: String?
        repeat {
            let pairs = query + [("limit", String(Page.mostItems)), ("after", after)]
            let path = APIClient.path(components, query: pairs)
            let answer: APIClient.Answer
            do throws(ClientFailure) {
                answer = try client.send("GET", path)
            } catch {
                throw .client(error)
            }
            guard case .array(let items) = answer.body["items"] else {
                throw .client(.unreachable("the server: its list has no items"))
            }
            let next = answer.body["next"]?.string
            guard next == nil || next != after else {
                throw .client(.unreachable("the server: its list does not end"))
            }
            after = next
            if wantsJSON {
                printJSON(answer)
            } else {
                rows += items.map { item in fields.map { $0.text(item) } }
            }
        } while after != nil
        if !wantsJSON { print(rows, fields, whenEmpty: whenEmpty) }
    }

    private func print(_ rows: [[String]], _ fields: [Field], whenEmpty: String) {
        guard !rows.isEmpty else { return output.print(whenEmpty) }
        for line in Table.lines(header: fields.map { $0.title.uppercased() }, rows) { output.print(line) }
    }

    /// Prints one thing, a line for each field that has something to say.
    func show(_ answer: APIClient.Answer, _ fields: [Field], otherwise: String = "Done.")
        throws(CommandFailure)
    {
        if try wantsJSON { return printJSON(answer) }
        guard case .object = answer.body else { return output.print(otherwise) }
        var rows = fields.map { [$0.title, $0.text(answer.body)] }
        if let tag = answer.header("etag") { rows.append(["etag", tag]) }
        for line in Table.lines(header: nil, rows.filter { !$0[1].isEmpty }) { output.print(line) }
    }

    private func printJSON(_ answer: APIClient.Answer) {
        guard !answer.bytes.isEmpty else { return }
        output.write(answer.bytes + (answer.bytes.last == 10 ? [] : [10]))
    }
}

extension JSON {
    /// The value as it stands in a table.
    var cell: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .array(let items): items.map(\.cell).joined(separator: ", ")
        case .boolean, .integer, .number, .object: text
        }
    }

    /// Somebody's name and address, as far as they are known.
    var party: String {
        let uri = self["uri"]?.cell ?? ""
        let name = self["name"]?.cell ?? ""
        return name.isEmpty ? uri : uri.isEmpty ? name : "\(name) <\(uri)>"
    }

    /// A length of time given in milliseconds.
    var duration: String {
        guard case .integer(let milliseconds) = self, milliseconds >= 0 else { return cell }
        return durationText(milliseconds: milliseconds)
    }
}
