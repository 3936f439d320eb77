// SPDX-License-Identifier: GPL-3.0-or-later
/// Why a session description cannot be used, in words for the log and for the far end.
package enum SDPFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text breaks the grammar of RFC 8866, or the order of offer and answer of RFC 3264.
    case malformed(String)
    /// No media line is audio over plain RTP with a port.
    case noAudio(String)
    /// There is audio, but in no codec that Layby sends.
    case noCommonCodec(String)
    /// The media would go to a name, or to more than one host.
    case unusableAddress(String)

    /// The SIP status that says the same: 400, or 488 of
    /// [RFC 3261 §21.4.26](https://www.rfc-editor.org/rfc/rfc3261#section-21.4.26).
    package var status: Int {
        switch self {
        case .malformed: 400
        case .noAudio, .noCommonCodec, .unusableAddress: 488
        }
    }

    package var description: String {
        switch self {
        case .malformed(let text), .noAudio(let text), .noCommonCodec(let text), .unusableAddress(let text):
            text
        }
    }
}
