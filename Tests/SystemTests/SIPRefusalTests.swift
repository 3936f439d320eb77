// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite(.enabled(if: SIPScenario.isPlayable, SIPScenario.whyNot)) struct `A request by SIP is refused` {
        @Test func `where nothing is parked, or nobody is`() throws {
            let server = try SIPServer()
            for user in ["701", "*88701", "799", "nobody", "moh-nothing", "park+nobody"] {
                try SIPScenario.play("refused", on: server, ["user": user, "status": "404", "reason": "."])
            }
            #expect(try server.isIdle())
            #expect(try server.outcomes().isEmpty)
        }

        @Test func `when the range is full`() throws {
            let server = try SIPServer(
                ranges: "{name: main, first: 700, last: 701, on_full: refuse, reuse_after_s: 0}")
            let telephone = try Telephone.deaf()
            let first = try server.api.park(telephone.address)
            let second = try server.api.park(telephone.address)
            try SIPScenario.play("refused", on: server, ["status": "480", "reason": "."])
            try server.api.release(first.id)
            try SIPScenario.play("park-then-hang-up", on: server, ["orbit": first.orbit, "codec": "0 101"])
            try server.api.release(second.id)
            #expect(try server.isIdle())
        }

        @Test func `when it wants an orbit that is taken`() throws {
            let server = try SIPServer()
            let telephone = try Telephone()
            let call = try server.api.park(telephone.address)
            for user in [call.orbit, "park+" + call.orbit] {
                let words = ["user": user, "headers": "Referred-By: <sip:bob@example.test>"]
                try SIPScenario.play(
                    "refused", on: server,
                    words.merging(["status": "486", "reason": "."], uniquingKeysWith: { $1 }))
            }
            #expect(try telephone.hears(telephone.packets.count + 10))
            try server.api.release(call.id)
            #expect(try server.isIdle())
        }

        @Test func `without a codec in common`() throws {
            let server = try SIPServer()
            try SIPScenario.play(
                "refused", on: server, ["formats": "3 18", "status": "488", "reason": "Not Acceptable Here"])
            #expect(try server.isIdle())
            #expect(try server.outcomes().isEmpty)
        }

        @Test func `when it cannot be understood`() throws {
            let server = try SIPServer()
            for words in [["contact": "Subject: none"], ["formats": "0\n      c=IN IP4"], ["media": "many"]] {
                try SIPScenario.play(
                    "refused", on: server,
                    words.merging(["status": "400", "reason": "."], uniquingKeysWith: { $1 }))
            }
            #expect(try server.isIdle())
            #expect(try server.outcomes().isEmpty)
        }

        @Test func `unless it asks what the server can do`() throws {
            let server = try SIPServer()
            for transport in SIPServer.Transport.allCases {
                for (method, status) in [
                    ("OPTIONS", "200"), ("REGISTER", "405"), ("MESSAGE", "405"), ("PUBLISH", "405"),
                ] {
                    try SIPScenario.play(
                        "request", on: server, by: transport,
                        ["method": method, "status": status, "reason": "."])
                }
            }
            #expect(try server.isIdle())
        }

        @Test func `from a stranger, who learns nothing of the orbits`() throws {
            let server = try SIPServer(["sip.trusted_peers=[192.0.2.0/24]"])
            let telephone = try Telephone()
            let call = try server.api.park(telephone.address)
            for user in [call.orbit, "701", "park", "moh", "nobody"] {
                for transport in SIPServer.Transport.allCases {
                    try SIPScenario.play(
                        "refused", on: server, by: transport,
                        ["user": user, "status": "403", "reason": "Forbidden"])
                }
            }
            #expect(try server.api.metric("layby_sip_strangers_total") == 10)
            #expect(try server.api.metric("layby_sip_legs") == 0)
            #expect(try telephone.hears(telephone.packets.count + 10))
            try server.api.release(call.id)
            #expect(try server.isIdle())
        }
    }
}
