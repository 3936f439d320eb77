// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Platform
import Rig
import Server
import Testing

extension SystemTests {
    @Suite(.enabled(if: SIPBaresip.isPlayable, SIPBaresip.whyNot)) struct `People with telephones` {
        @Test func `one transfers a caller to the park, and another fetches it from there`() throws {
            let server = try SIPServer()
            let caller = try SIPBaresip("ann")
            let parker = try SIPBaresip("bob")
            let fetcher = try SIPBaresip("carol")
            try caller.dial(parker.uri)
            try #require(try parker.says("Call established"))
            try parker.transfer(to: server.uri("park"))
            try #require(try server.holds("700"))
            let sent = try server.api.metric("layby_rtp_packets_sent_total")
            #expect(try server.api.waits { try $0.metric("layby_rtp_packets_sent_total") > sent + 25 })

            try fetcher.dial(server.uri("700"))
            #expect(try server.api.waits(.seconds(8)) { _ in try server.outcomes() == ["retrieved"] })
            #expect(try server.api.takenOrbits().isEmpty)
            let relayed = try server.api.metric("layby_rtp_relayed_total")
            #expect(try server.api.waits { try $0.metric("layby_rtp_relayed_total") > relayed + 50 })
            try fetcher.hangUp()
            #expect(try server.isIdle())
            #expect(try caller.says("terminated"))
        }

        @Test func `one parks itself and hangs up`() throws {
            let server = try SIPServer()
            let caller = try SIPBaresip("ann")
            try caller.dial(server.uri("park"))
            try #require(try server.holds("700"))
            try caller.hangUp()
            #expect(try server.isIdle())
            #expect(try server.outcomes() == ["abandoned"])
        }
    }
}
