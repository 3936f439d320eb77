// SPDX-License-Identifier: GPL-3.0-or-later
package import Platform

/// What the media engine counts.
package struct MediaCounters: Sendable {
    package let streams: Counter

    package init(_ counters: Counters) {
        streams = counters.gauge("layby_rtp_streams", "RTP streams that are open.")
    }
}
