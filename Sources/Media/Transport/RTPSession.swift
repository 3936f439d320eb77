// SPDX-License-Identifier: GPL-3.0-or-later
internal import CORTP
internal import Core
internal import Glibc
internal import Platform

/// An oRTP session on sockets of ours: it keeps RTCP, while the playout thread sends the packets.
///
/// Not thread-safe, as oRTP is not: the attendant's thread owns all sessions.
final class RTPSession {
    private let session: UnsafeMutablePointer<CORTP.RtpSession>

    private static let library: Void = {
        ortp_init()
        // oRTP logs each report that a vanished peer refuses; the counters tell that better.
        bctbx_set_log_level_mask("ortp", Int32(BCTBX_LOG_FATAL.rawValue))
    }()

    /// `rtp_session_new`, `rtp_session_set_sockets`, `rtp_session_set_source_description`,
    /// `rtp_session_signal_connect`.
    ///
    /// oRTP is not lent the RTP socket: it would take away what the relay is to forward.
    init(_ stream: MediaStream, rtcp: UDPSocket) {
        _ = Self.library
        session = rtp_session_new(Int32(RTP_SESSION_SENDRECV.rawValue))
        rtp_session_set_scheduling_mode(session, 0)
        rtp_session_set_blocking_mode(session, 0)
        rtp_session_enable_jitter_buffer(session, 0)
        rtp_session_set_payload_type(session, Int32(stream.target.payloadType))
        rtp_session_set_ssrc(session, stream.ssrc)
        rtp_session_set_source_description(
            session, "layby@\(stream.local.address)", nil, nil, nil, nil, "Layby", nil)
        rtp_session_set_sockets(session, -1, rtcp.descriptor)
        // Where nobody listens for it, oRTP would print the address of a connected socket, which it has not got.
        rtp_session_signal_connect(session, "network_error", ignore, nil)
    }

    /// `rtp_session_destroy` closes the sockets it knows, even those it was lent; so it must not know them any more.
    deinit {
        rtp_session_set_sockets(session, -1, -1)
        rtp_session_destroy(session)
    }

    func setPayloadType(_ type: UInt8) { rtp_session_set_payload_type(session, Int32(type)) }

    /// Tells oRTP what was sent past it, so that its sender reports are right.
    func setSent(packets: UInt32, octets: UInt32, timestamp: UInt32) {
        session.pointee.stats.packet_sent = UInt64(packets)
        session.pointee.rtp.sent_payload_bytes = octets
        session.pointee.rtp.snd_last_ts = timestamp
    }

    /// Reads what RTCP has come, and sends a report if one is due (`rtp_session_recvm_with_ts`).
    ///
    /// The application timestamp must change between calls, or oRTP does not read its sockets.
    func turn() {
        clock &+= 1
        if let packet = rtp_session_recvm_with_ts(session, clock) { freemsg(packet) }
    }

    private var clock: UInt32 = 0

    /// When the next report is due, on oRTP's clock, which is the monotonic one in milliseconds.
    var nextReport: Instant {
        Instant(nanoseconds: Int64(session.pointee.rtcp.send_algo.tn) * 1_000_000)
    }

    /// Says good-bye with `rtp_session_bye`, unless nothing was ever sent
    /// ([RFC 3550 §6.6](https://www.rfc-editor.org/rfc/rfc3550#section-6.6)).
    func sayGoodbye(_ reason: String) {
        guard session.pointee.stats.packet_sent > 0 else { return }
        rtp_session_bye(session, reason)
    }
}

/// A report that a vanished peer refuses is nothing to act on: the next one is tried all the same.
private func ignore(
    _: UnsafeMutablePointer<_RtpSession>?, _: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?,
    _: UnsafeMutableRawPointer?
) {}
