// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Platform

/// Streams music to every leg: one thread paces, one forwards between bridged legs, one attends to the rest.
package final class MediaEngine: Sendable {
    /// Streams that one node takes.
    package static let mostStreams = 16_384

    private let playout: PlayoutThread
    private let relay: RelayThread
    private let attendant: Attendant

    package init(
        _ settings: TransportSettings, counters: Counters, report: @escaping @Sendable (Event) -> Void
    ) {
        playout = PlayoutThread("layby-playout", capacity: Self.mostStreams)
        relay = RelayThread("layby-relay")
        attendant = Attendant(
            settings, playout: playout, relay: relay, counters: MediaCounters(counters), report: report)
    }

    package func post(_ order: Attendant.Order) { attendant.post(order) }

    /// Whether music is paced by a real-time thread.
    package var isRealTime: Bool { playout.isRealTime }

    /// Stops without a word to the far ends: their streams can be resumed.
    package func stop() {
        playout.stop()
        relay.stop()
        attendant.stop()
    }

    package var measurements: [Measurement] {
        let now = playout.statistics.snapshot
        return [
            Measurement(
                "layby_rtp_packets_sent_total", "RTP packets handed to the kernel.", .counter,
                value: Double(now.packets - now.failed)),
            Measurement(
                "layby_rtp_packets_failed_total", "RTP packets that the kernel did not take.", .counter,
                value: Double(now.failed)),
            Measurement(
                "layby_rtp_packets_skipped_total", "RTP packets not sent because their time had passed.",
                .counter,
                value: Double(now.skipped)),
            Measurement(
                "layby_rtp_packets_late_total", "RTP packets sent more than 2 ms after their time.", .counter,
                value: Double(now.late)),
            Measurement(
                "layby_rtp_worst_lateness_seconds", "The longest delay of an RTP packet since the start.",
                .gauge,
                value: Double(now.worstLateness) / 1e9),
            Measurement(
                "layby_rtp_relayed_total", "RTP packets forwarded between bridged legs.", .counter,
                value: Double(relay.packetsForwarded)),
            Measurement(
                "layby_rtp_relay_dropped_total", "RTP packets that the other side would not understand.",
                .counter,
                value: Double(relay.packetsDropped)),
            Measurement(
                "layby_rtp_realtime", "1 when music is paced by a real-time thread.", .gauge,
                value: isRealTime ? 1 : 0),
        ]
    }
}
