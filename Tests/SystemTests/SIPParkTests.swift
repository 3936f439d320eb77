// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Glibc
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite(.enabled(if: SIPScenario.isPlayable, SIPScenario.whyNot)) struct `A call that comes by SIP` {
        @Test(arguments: SIPServer.Transport.allCases)
        func `is parked in the first range, is told where, and frees its orbit when it hangs up`(
            transport: SIPServer.Transport
        ) throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let caller = try SIPScenario(
                "park-then-hang-up", on: server, by: transport,
                ["orbit": "700", "codec": "0 101", "media": "\(telephone.address.port)", "pause": "400"])
            #expect(try telephone.hears(10))
            #expect(try server.api.takenOrbits().keys.sorted() == ["700"])
            try caller.expectSuccess()
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned"])
        }

        private static let hasIPv6 =
            (try? UDPSocket(bindingTo: SocketAddress(IPAddress(v6High: 0, low: 1), 0))) != nil

        @Test(.enabled(if: hasIPv6, "this machine has no ::1"))
        func `is parked over IPv6`() throws {
            let server = try SIPServer(["sip.trusted_peers=[\"::1/128\"]"], host: "[::1]")
            for transport in SIPServer.Transport.allCases {
                try SIPScenario.play(
                    "park-then-hang-up", on: server, by: transport, ["orbit": "700", "codec": "0 101"])
            }
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned", "abandoned"])
        }

        @Test func `is parked in the orbit that it names, or that it is transferred to`() throws {
            let server = try SIPServer()
            let ways: [(orbit: String, words: [String: String])] = [
                ("701", ["user": "park+701"]),
                ("702", ["user": "park", "parameters": ";orbit=702"]),
                ("703", ["user": "703", "headers": "Referred-By: <sip:bob@example.test>"]),
                (
                    "704",
                    ["user": "704", "headers": "Diversion: \"Bob\" <sip:bob@example.test>;reason=unknown"]
                ),
                ("705", ["user": "705", "headers": "X-Layby-Parker: <sip:bob@example.test>"]),
            ]
            for (orbit, words) in ways {
                let more = ["orbit": orbit, "codec": "8 101", "formats": "96 8 0 101", "pause": "0"]
                try SIPScenario.play(
                    "park-then-hang-up", on: server, words.merging(more, uniquingKeysWith: { $1 }))
            }
            #expect(try server.isIdle())
            let calls = try server.api.list("/calls")
            #expect(calls.compactMap { $0["orbit"]?.string }.sorted() == ways.map(\.orbit))
        }

        @Test func `is parked once, however often its INVITE comes`() throws {
            let server = try SIPServer()
            let caller = try SIPDatagrams(to: try server.address(), call: "repeated")
            for _ in 0..<5 { try caller.send("INVITE", user: "park") }
            let answer = try caller.finalAnswer(to: "INVITE")
            #expect(answer.hasPrefix("SIP/2.0 200 Parked at 700\r\n"), "\(answer)")
            try caller.send("INVITE", user: "park")
            try caller.acknowledge(answer, user: "park")
            #expect(try server.api.takenOrbits().keys.sorted() == ["700"])
            #expect(try server.api.metric("layby_sip_dialogs") == 1)
            try caller.send("BYE", user: "park", sequence: 2, to: answer)
            #expect(try caller.finalAnswer(to: "BYE").hasPrefix("SIP/2.0 200 "))
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned"])
        }

        @Test func `may leave the offer to the server`() throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let caller = try SIPScenario(
                "offerless", on: server, ["media": "\(telephone.address.port)", "formats": "8"])
            #expect(try telephone.hears(10))
            #expect(telephone.packets.allSatisfy { $0.header.payloadType == 8 })
            let call = try #require(try server.api.takenOrbits()["700"])
            #expect(try server.api.release(call) == "released")
            try caller.expectSuccess()
            #expect(try server.isIdle())
        }

        @Test func `holds and takes back in every way, and hears the music again`() throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let caller = try SIPScenario(
                "hold", on: server, ["media": "\(telephone.address.port)"])
            try #require(try server.holds("700"))
            // The scenario takes a fraction of a second; two seconds of music are more than all before it.
            #expect(try telephone.hears(100))
            #expect(try server.api.parkedCalls().count == 1)
            try server.api.release(try #require(try server.api.takenOrbits()["700"]))
            try caller.expectSuccess()
            #expect(try server.isIdle())
        }

        @Test(arguments: [("sendonly", "[media_ip]"), ("inactive", "[media_ip]"), ("sendrecv", "0.0.0.0")])
        func `is sent nothing while it holds`(direction: String, connection: String) throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let caller = try SIPScenario(
                "held", on: server,
                ["media": "\(telephone.address.port)", "direction": direction, "connection": connection])
            try #require(try server.holds("700"))
            #expect(
                try server.api.waits(.seconds(8)) { _ in
                    try telephone.forget()
                    return try !telephone.hears(1, within: .milliseconds(300))
                })
            try server.api.release(try #require(try server.api.takenOrbits()["700"]))
            try caller.expectSuccess()
            #expect(try server.isIdle())
        }

        @Test func `hears music without being parked, until it hangs up`() throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let caller = try SIPScenario(
                "music", on: server,
                ["user": "moh", "media": "\(telephone.address.port)", "pause": "600"])
            #expect(try telephone.hears(20))
            #expect(try server.api.takenOrbits().isEmpty)
            try caller.expectSuccess()
            #expect(try server.isIdle())
            #expect(try server.outcomes().isEmpty)
        }

        @Test func `that is cancelled too late stays parked`() throws {
            let server = try SIPServer()
            let caller = try SIPDatagrams(to: try server.address(), call: "late")
            try caller.send("INVITE", user: "park")
            let answer = try caller.finalAnswer(to: "INVITE")
            try caller.send("CANCEL", user: "park")
            #expect(try caller.finalAnswer(to: "CANCEL").hasPrefix("SIP/2.0 481 "))
            try caller.acknowledge(answer, user: "park")
            #expect(try server.api.takenOrbits().keys.sorted() == ["700"])
            try caller.send("BYE", user: "park", sequence: 2, to: answer)
            #expect(try caller.finalAnswer(to: "BYE").hasPrefix("SIP/2.0 200 "))
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned"])
        }

        @Test func `that is cancelled at once leaves nothing behind, whichever came first`() throws {
            let server = try SIPServer()
            for round in 0..<20 {
                let caller = try SIPDatagrams(to: try server.address(), call: "cancelled-\(round)")
                try caller.send("INVITE", user: "park")
                try caller.send("CANCEL", user: "park")
                let answer = try caller.finalAnswer(to: "INVITE")
                #expect(
                    answer.hasPrefix("SIP/2.0 487 ") || answer.hasPrefix("SIP/2.0 200 Parked"), "\(answer)")
                try caller.acknowledge(answer, user: "park")
                if answer.hasPrefix("SIP/2.0 200 ") {
                    try caller.send("BYE", user: "park", sequence: 2, to: answer)
                    #expect(try caller.finalAnswer(to: "BYE").hasPrefix("SIP/2.0 200 "))
                }
            }
            #expect(try server.isIdle())
            #expect(Set(try server.outcomes()).isSubset(of: ["abandoned"]))
        }
    }
}
