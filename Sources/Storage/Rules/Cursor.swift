// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// The place in a list behind which its next page begins: the sort key of the last item shown.
///
/// Because it names a key and not an offset, items that come or go meanwhile shift nothing.
struct Cursor: Equatable {
    /// A letter per list, so that one list's cursor is not taken for another's.
    enum List: Character {
        case ranges = "r", orbits = "o", parkedCalls = "p", finishedCalls = "f", jobs = "j", tokens = "t"

        var keyCount: Int {
            switch self {
            case .ranges, .orbits, .finishedCalls: 1
            case .parkedCalls, .jobs, .tokens: 3
            }
        }
    }

    let list: List
    let keys: [Int64]

    init(_ list: List, _ keys: Int64...) {
        precondition(keys.count == list.keyCount, "each list has its number of keys")
        self.list = list
        self.keys = keys
    }

    /// The key of lists ordered by a time and then by id.
    init<Subject>(_ list: List, _ time: WallTime, _ id: Identity<Subject>) {
        self.init(list, time.milliseconds, Int64(bitPattern: id.high), Int64(bitPattern: id.low))
    }

    /// Reads the `after` of a page; nil stays nil.
    init?(_ list: List, _ page: Page) throws(Refusal) {
        guard let text = page.after else { return nil }
        self.list = list
        keys = text.dropFirst().split(separator: ".", omittingEmptySubsequences: false).compactMap {
            Int64($0, radix: 36)
        }
        guard keys.count == list.keyCount, self.text == text else {
            throw Refusal(
                .malformed,
                "'\(text)' is not a place in this list: pass the 'next' of its page before, or nothing")
        }
    }

    var text: String {
        String(list.rawValue) + keys.map { String($0, radix: 36) }.joined(separator: ".")
    }

    var time: WallTime { WallTime(milliseconds: keys[0]) }

    func identity<Subject>(of _: Subject.Type) -> Identity<Subject> {
        Identity(high: UInt64(bitPattern: keys[1]), low: UInt64(bitPattern: keys[2]))
    }
}

extension Page {
    /// The limit within what a list gives out at once.
    var clampedLimit: Int { min(max(limit, 1), Self.mostItems) }
}

extension Listing {
    /// A page of what was fetched with one item more than the page holds: that one tells whether another follows.
    init<Row>(_ rows: [Row], limit: Int, item: (Row) -> Item, cursor: (Row) -> Cursor) {
        let shown = rows.prefix(limit)
        self.init(items: shown.map(item), next: rows.count > limit ? shown.last.map { cursor($0).text } : nil)
    }
}
