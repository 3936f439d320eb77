// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Testing

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", .null), (" true\r\n", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
            ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("1.5", .number(1.5)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1E2", .number(100)),
            ("-2.5e-1", .number(-0.25)), (#""""#, ""),
            (#""a\"\\\/\b\f\n\r\tä\u00e4""#, "a\"\\/\u{8}\u{C}\n\r\tää"),
            (#""\ud83d\ude00😀""#, "😀😀"), (#""\u0000""#, "\0"), ("[]", []), ("[1, [2 ,[]]]", [1, [2, []]]),
            ("{}", .object([])), (#"{"b":1,"a":{"":null}}"#, ["b": 1, "a": ["": nil]]),
        ] as [(String, JSON)])
    func `a document is read as it is written`(good: (text: String, value: JSON)) throws {
        #expect(try JSON.read(good.text.utf8) == good.value)
        #expect(try JSON.read(good.value.text.utf8) == good.value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "True", "01", "-", "+1", ".5", "1.", "1e", "0x10", "NaN", "1e999", "[1,]",
            "[1 2]", "[",
            "]", "{", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{a:1}"#, #"{'a':1}"#, #"{"a":1,"a":2}"#, "{} {}",
            #"""#,
            #""\x""#, #""\u12""#, #""\u+123""#, #""\ud800""#, #""\ud800\u0041""#, #""\udc00""#, "\"a\nb\"",
            "/**/1",
            "\u{FEFF}1", String(repeating: "[", count: 10_000), String(repeating: #"{"a":"#, count: 10_000),
        ])
    func `what is not JSON is refused with its place`(text: String) {
        let refusal = #expect(throws: Refusal.self) { try JSON.read(text.utf8) }
        #expect(refusal?.code == .malformed)
        #expect(refusal?.detail.contains("at line ") == true)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        for bytes in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFE],
        ] as [[UInt8]] {
            #expect(throws: Refusal.self) { try JSON.read(bytes) }
        }
    }

    @Test func `the place of a mistake is told by line and column`() {
        let refusal = #expect(throws: Refusal.self) { try JSON.read("{\n  \"a\": 1\n  \"b\": 2\n}".utf8) }
        #expect(
            refusal?.detail
                == "the body is not JSON: a comma or a closing brace is expected at line 3, column 3")
    }

    @Test func `nothing in a damaged document makes the reader fail otherwise than by refusing`() throws {
        let document = Array(#"{"a":[1,-2.5e3,true,null,"x\u00e4\n"],"b":{"c":"ü"}}"#.utf8)
        for position in document.indices {
            for byte in UInt8.min...UInt8.max {
                var damaged = document
                damaged[position] = byte
                do { _ = try JSON.read(damaged) } catch { #expect(error.code == .malformed) }
            }
            #expect(throws: Refusal.self) { try JSON.read(document[..<position]) }
        }
    }
}
