// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite(.enabled(if: SIPScenario.isPlayable, SIPScenario.whyNot)) struct `A call is fetched by SIP` {
        @Test(arguments: SIPServer.Transport.allCases, ["701", "park+701", "*88701"])
        func `and whoever fetches it knows it from the first answer, and ends it`(
            transport: SIPServer.Transport, user: String
        ) throws {
            let server = try SIPServer()
            let caller = try SIPScenario(
                "park-then-be-hung-up", on: server, by: transport,
                ["user": "park+701", "orbit": "701", "codec": "0 101"])
            try #require(try server.holds("701"))
            try SIPScenario.play(
                "fetch-then-hang-up", on: server, by: transport, ["user": user, "orbit": "701"])
            try caller.expectSuccess()
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["retrieved"])
        }

        @Test func `and the caller's hanging up ends it for both`() throws {
            let server = try SIPServer()
            let caller = try SIPPhone()
            try caller.call(server.uri("park"), as: Party(uri: "sip:ann@example.test", name: "Ann"))
            try #require(try server.holds("700"))
            let fetcher = try SIPScenario(
                "fetch-then-be-hung-up", on: server, ["user": "700", "orbit": "700"])
            #expect(try server.api.waits(.seconds(8)) { _ in try server.outcomes() == ["retrieved"] })
            #expect(try server.api.takenOrbits().isEmpty)
            caller.hangUp()
            try fetcher.expectSuccess()
            #expect(caller.waitForEnd())
            #expect(try server.isIdle())
        }

        @Test func `and the wrong token does not fetch it`() throws {
            let server = try SIPServer()
            let caller = try SIPPhone()
            try caller.call(server.uri("park"), as: Party(uri: "sip:ann@example.test", name: "Ann"))
            try SIPScenario.play(
                "refused", on: server,
                ["user": "700", "headers": "X-Layby-Token: wrong", "status": "404", "reason": "."])
            #expect(try server.api.takenOrbits().keys.sorted() == ["700"])
            caller.hangUp()
            #expect(caller.waitForEnd())
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned"])
        }

        @Test func `unless the server was killed: the call is lost once, and its orbit is free`() throws {
            let server = try SIPServer()
            let parked = try SIPPhone()
            let talking = (caller: try SIPPhone(), fetcher: try SIPPhone())
            let ann = Party(uri: "sip:ann@example.test", name: "Ann")
            try parked.call(server.uri("park+705"), as: ann)
            try talking.caller.call(server.uri("park+706"), as: ann)
            try talking.fetcher.call(server.uri("706"), as: Party(uri: "sip:bob@example.test"))
            #expect(try server.api.waits { _ in try server.outcomes() == ["retrieved"] })
            try server.process.crash()

            let next = try server.restarted()
            #expect(try next.isIdle())
            #expect(try next.outcomes().sorted() == ["lost", "retrieved"])
            try SIPScenario.play(
                "park-then-hang-up", on: next, ["user": "park+705", "orbit": "705", "codec": "0 101"])
            try next.process.crash()
            let last = try next.restarted()
            #expect(try last.isIdle())
            #expect(try last.outcomes().sorted() == ["abandoned", "lost", "retrieved"])
        }
    }
}
