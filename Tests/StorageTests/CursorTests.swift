// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

@testable import Storage

@Suite struct CursorTests {
    @Test(arguments: [[Int64.min, -1, 0], [0, 0, 0], [.max, .max, .min], [1_780_000_000_000, -5, 7]])
    func `a cursor reads back as it was written`(_ keys: [Int64]) throws {
        let cursor = Cursor(.jobs, keys[0], keys[1], keys[2])
        #expect(try Cursor(.jobs, Page(after: cursor.text)) == cursor)
        #expect(cursor.text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "&") })
    }

    @Test func `no cursor is the beginning`() throws {
        #expect(try Cursor(.orbits, Page()) == nil)
    }
}

@Suite struct OrbitKeyTests {
    @Test func `keys sort as the numbers do, and give them back`() throws {
        let texts = ["1", "99", "100", "999999999", "#101", "#99999999", "*101", "*700", "*99999999"]
        let numbers = try texts.map { try OrbitNumber($0) }
        #expect(numbers == numbers.sorted())
        #expect(numbers.map(\.key) == numbers.map(\.key).sorted())
        #expect(numbers.map { OrbitNumber(key: $0.key) } == numbers)
    }

    @Test(
        arguments: [0, -1, 10_000_000_000, 10_000_000_100, 1_000_000_000, 30_000_000_101, .min, .max]
            as [Int64])
    func `a key that no number has gives none`(_ key: Int64) {
        #expect(OrbitNumber(key: key) == nil)
    }
}
