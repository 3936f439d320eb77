// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Rig
import Testing

struct OrbitNumberTests {
    @Test(arguments: ["1", "701", "999999999", "*101", "#12345678"])
    func `a number in the right form is read back as written`(text: String) throws {
        #expect(try OrbitNumber(text).description == text)
    }

    @Test(arguments: [
        "", "0", "0701", "1234567890", "*100", "#1", "*123456789", "7a", "|701", "-1", "+5", "７０１", " 701",
    ])
    func `anything else is refused with the rule`(text: String) {
        #expect(throws: Refusal.self) { try OrbitNumber(text) }
    }

    @Test func `spans have one length, one prefix, an order and a limit`() throws {
        let span = try OrbitSpan(first: OrbitNumber("*701"), last: OrbitNumber("*720"))
        #expect(span.count == 20)
        #expect(Array(span.numbers).map(\.description).prefix(2) == ["*701", "*702"])
        #expect(span.contains(try OrbitNumber("*720")))
        #expect(!span.contains(try OrbitNumber("720")))
        for (first, last) in [("701", "*720"), ("99", "100"), ("720", "701"), ("10000", "20000")] {
            #expect(throws: Refusal.self) {
                try OrbitSpan(first: OrbitNumber(first), last: OrbitNumber(last))
            }
        }
        #expect(try OrbitSpan(first: OrbitNumber("10000"), last: OrbitNumber("19999")).count == 10_000)
    }

    @Test func `spans with different prefixes never overlap`() throws {
        let plain = try OrbitSpan(first: OrbitNumber("701"), last: OrbitNumber("720"))
        let star = try OrbitSpan(first: OrbitNumber("*701"), last: OrbitNumber("*720"))
        let edge = try OrbitSpan(first: OrbitNumber("720"), last: OrbitNumber("730"))
        let next = try OrbitSpan(first: OrbitNumber("721"), last: OrbitNumber("730"))
        #expect(!plain.overlaps(star))
        #expect(plain.overlaps(edge))
        #expect(!plain.overlaps(next))
    }
}

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[2001:DB8::0:1]", "2001:db8::1"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("::", "::"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("fe80::", "fe80::"),
    ])
    func `an address is written in its canonical form`(text: String, canonical: String) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.256", "01.2.3.4", ":::", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7",
        "localhost", "1.2.3.4:5", "::1%lo",
    ])
    func `what is no address is nil`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `a network contains what shares its prefix`() {
        #expect(IPNetwork("10.0.0.0/8")!.contains(IPAddress("10.200.3.4")!))
        #expect(!IPNetwork("10.0.0.0/8")!.contains(IPAddress("11.0.0.0")!))
        #expect(IPNetwork("0.0.0.0/0")!.contains(IPAddress("8.8.8.8")!))
        #expect(!IPNetwork("0.0.0.0/0")!.contains(IPAddress("::1")!))
        #expect(IPNetwork("fc00::/7")!.contains(IPAddress("fdab::1")!))
        #expect(!IPNetwork("fc00::/7")!.contains(IPAddress("fe80::1")!))
        #expect(IPNetwork("2001:db8::/96")!.contains(IPAddress("2001:db8::ffff:1")!))
        #expect(!IPNetwork("2001:db8::/96")!.contains(IPAddress("2001:db8:0:0:0:1::")!))
        #expect(IPNetwork("127.0.0.1")!.prefix == 32)
        #expect(IPNetwork("10.0.0.0/33") == nil)
        #expect(IPNetwork("10.0.0.0/") == nil)
    }

    @Test func `a socket address needs brackets for IPv6 only`() {
        #expect(SocketAddress("[::1]:80")?.description == "[::1]:80")
        #expect(SocketAddress("1.2.3.4:80")?.port == 80)
        #expect(SocketAddress("::1:80") == nil)
        #expect(SocketAddress("1.2.3.4") == nil)
        #expect(SocketAddress("1.2.3.4:65536") == nil)
        #expect(SocketAddress("1.2.3.4:+80") == nil)
    }
}

struct TimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (1_795_202_645_120, "2026-11-20T19:24:05.120Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
    ])
    func `a wall time is written as RFC 3339`(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func `an identity of version 7 sorts by time and reads back`() {
        let early = CallID(at: WallTime(milliseconds: 1_000), random: (.max, .max))
        let late = CallID(at: WallTime(milliseconds: 1_001), random: (0, 0))
        #expect(early < late)
        #expect(CallID(early.description) == early)
        #expect(early.description == "00000000-03e8-7fff-bfff-ffffffffffff")
        for bad in [
            "", "00000000-03e8-7fff-bfff-fffffffffff", "0000000003e87fffbfffffffffffffff",
            "g0000000-03e8-7fff-bfff-ffffffffffff",
        ] {
            #expect(CallID(bad) == nil)
        }
    }

    @Test func `the deadline queue gives the earliest, and forgets what was moved or dropped`() {
        var queue = DeadlineQueue<Int>()
        var model: [Int: Instant] = [:]
        var random = SplitMix(7)
        for _ in 0..<20_000 {
            let id = Int.random(in: 0..<50, using: &random)
            let time =
                Bool.random(using: &random)
                ? Instant(nanoseconds: .random(in: 0...1000, using: &random)) : nil
            queue.set(id, to: time)
            model[id] = time
            #expect(queue.next == model.values.min())
            if Int.random(in: 0..<10, using: &random) == 0,
                let due = queue.popDue(at: Instant(nanoseconds: 500))
            {
                #expect(model[due]! <= Instant(nanoseconds: 500))
                #expect(model[due] == model.values.min())
                model[due] = nil
            }
        }
        #expect(queue.count == model.count)
    }
}

struct JSONTests {
    @Test func `text is written with the escapes that JSON demands`() {
        let json: JSON = ["a\"b": ["\u{1}", "\\", "é", 1, true, nil], "n": .number(0.5)]
        #expect(json.text == #"{"a\"b":["\u0001","\\","é",1,true,null],"n":0.5}"#)
        #expect(JSON.members(["x": nil, "y": 1]).text == #"{"y":1}"#)
        #expect(JSON.number(.nan).text == "null")
    }
}
