// SPDX-License-Identifier: GPL-3.0-or-later
import Server
import Testing

@Suite("Configuration: YAML")
struct ConfigurationYAMLTests {
    private func read(_ text: String) throws -> YAMLNode? {
        try YAMLReader.read(Array(text.utf8))
    }

    /// `LINE:COLUMN: message` of what a text is refused for.
    private func refusal(_ bytes: some Sequence<UInt8>) -> String {
        do throws(YAMLFault) {
            _ = try YAMLReader.read(Array(bytes))
            return "accepted"
        } catch {
            return "\(error.position.line):\(error.position.column): \(error.message)"
        }
    }

    @Test func `every node knows its line and column, counted from 1 in characters`() throws {
        let root = try #require(try read("été: [a, 'b']\nc:\n  d: e\n"))
        guard case .mapping(let entries) = root.content, case .sequence(let items) = entries[0].value.content,
            case .mapping(let inner) = entries[1].value.content
        else {
            Issue.record("not the tree that was written")
            return
        }
        #expect(entries.map(\.name) == ["été", "c"])
        #expect(items.map(\.position) == [.init(line: 1, column: 7), .init(line: 1, column: 10)])
        #expect(items.map(\.content) == [.scalar("a", isPlain: true), .scalar("b", isPlain: false)])
        #expect(inner[0].position == .init(line: 3, column: 3))
        #expect(inner[0].value.position == .init(line: 3, column: 6))
    }

    @Test func `a byte order mark and CRLF change neither content nor positions`() throws {
        let plain = try read("a: 1\nb: [x,\n  y]\n")
        #expect(try YAMLReader.read([0xEF, 0xBB, 0xBF] + Array("a: 1\r\nb: [x,\r\n  y]\r\n".utf8)) == plain)
    }

    @Test(arguments: ["", " \n", "# only a comment\n", "\u{FEFF}"])
    func `a document with nothing in it is nothing`(text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test(arguments: [
        ("a: 1\n\tb: 2\n", "2:1: not YAML: found a tab character that violates indentation"),
        ("a: &x 1\n", "1:4: an anchor (&…)"), ("a: *x\n", "1:4: an alias (*…)"),
        ("a: !!str x\n", "1:4: a tag (!…)"),
        ("a: &x [1]\n", "1:4: an anchor"), ("&x a: 1\n", "1:1: an anchor"), ("a: !t {b: c}\n", "1:4: a tag"),
        ("a: 1\nb: 2\na: 3\n", "3:1: 'a' is given twice, first on line 1"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document"),
        ("? [a]\n: b\n", "1:3: a list as a key"),
        ("a: [1, 2\n", "2:1: not YAML: did not find expected ',' or ']'"),
        ("a: \"x\n", "2:1: not YAML: found unexpected end of stream"),
        ("a: b: c\n", "1:5: not YAML: mapping values"),
        ("a: b\u{0}c\n", "1:5: not YAML: control characters are not allowed (U+0)"),
        ("x: y\r\na: \u{7}\n", "2:4: not YAML: control characters are not allowed (U+7)"),
        ("}", "1:1: not YAML"),
        ("%YAML 9.9\n---\na: 1\n", "1:1: not YAML: found incompatible YAML document"),
        ("@a", "1:1: not YAML"),
    ])
    func `what a configuration has no use for is refused where it stands`(text: String, expected: String) {
        #expect(refusal(text.utf8).hasPrefix(expected), "\(refusal(text.utf8))")
    }

    @Test func `a tab as indentation is named as such`() {
        #expect(refusal("a:\n\tb: 2\n".utf8).hasSuffix("indent with spaces, not with tabs"))
    }

    @Test func `bytes that are not UTF-8 are refused where they stand`() {
        #expect(
            refusal(Array("a: é\nb: ".utf8) + [0xE9, 10])
                == "2:4: byte 0xe9 is not UTF-8; save the file as UTF-8")
        #expect(refusal([0xFF, 0xFE, 0x61, 0x00]).hasPrefix("1:1: byte 0xff"))
        #expect(refusal([0x61, 0xC3]).hasPrefix("1:2: byte 0xc3"))
        #expect(refusal([0xED, 0xA0, 0x80]).hasPrefix("1:1: byte 0xed"))
    }

    @Test func `a file above one mebibyte is refused, one of exactly that size is read`() throws {
        let most = "a: 1 #" + String(repeating: "x", count: YAMLReader.mostBytes - 6)
        #expect(try read(most) != nil)
        #expect(refusal((most + "x").utf8) == "1:1: larger than 1048576 bytes, the most that is accepted")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{", "[[{a: "])
    func `nesting without end is refused soon`(opening: String) {
        let text = String(repeating: opening, count: YAMLReader.mostBytes / opening.utf8.count)
        let clock = ContinuousClock()
        var answer = ""
        let taken = clock.measure { answer = refusal(text.utf8) }
        #expect(answer != "accepted")
        #expect(taken < .seconds(10))
    }

    @Test func `sixteen levels are read and seventeen are not`() throws {
        let nested = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try read(nested(16)) != nil)
        #expect(refusal(nested(17).utf8) == "1:17: nested deeper than 16 levels, the most that is accepted")
    }

    @Test func `a bomb of anchors is refused at the first`() {
        #expect(refusal("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n".utf8).hasPrefix("1:4: an anchor"))
    }

    @Test func `damaged documents are read or refused, and nothing else`() {
        let sample = Array(
            "data: ./x\nrtp: {ports: 1-2, allowed_networks: [a, \"b\"]}\nranges:\n  - {name: 'm'}\n".utf8)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                default:
                    bytes.insert("\t\n\r'\"{}[]:#&*!|>%@-? ".utf8.randomElement(using: &random)!, at: index)
                }
            }
            let answer = refusal(bytes)
            #expect(answer == "accepted" || answer.first?.isNumber == true, "\(bytes)")
        }
    }
}
