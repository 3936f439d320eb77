// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Testing

struct JSONReaderTests {
    @Test func `a document is read with the types it was written in`() throws {
        let json = try JSON.read(#"{"a": [1, 1.5, true, null, "x"]}"#.utf8)
        #expect(json["a"] == [1, .number(1.5), true, nil, "x"])
    }

    @Test(arguments: ["", "{", "[1 2]", "nul", "{\"a\":1}x", "\u{0}", "'a'"])
    func `what is no JSON is refused as malformed`(text: String) {
        #expect {
            try JSON.read(text.utf8)
        } throws: { error in
            (error as? Refusal)?.code == .malformed
        }
    }

    @Test func `a document nested without end is refused, not followed`() {
        #expect(throws: Refusal.self) { try JSON.read(String(repeating: "[", count: 100_000).utf8) }
    }
}
