// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform

/// What SIP counts.
struct SIPCounters: Sendable {
    let dialogs: Counter
    let requests: Counter
    let refused: Counter
    let strangers: Counter

    init(_ counters: Counters) {
        dialogs = counters.gauge("layby_sip_dialogs", "SIP dialogs and calls being set up.")
        requests = counters.counter("layby_sip_requests_total", "SIP requests received, without repetitions.")
        refused = counters.counter("layby_sip_refused_total", "SIP requests answered with an error.")
        strangers = counters.counter(
            "layby_sip_strangers_total", "SIP requests from addresses that are not trusted peers.")
    }
}
