// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// Our half of the offer/answer exchange of one dialog ([RFC 3264](https://www.rfc-editor.org/rfc/rfc3264)).
///
/// The usage decides when an offer is made or answered; what it says is not its business.
package protocol MediaNegotiation: Sendable {
    init(sessionID: UInt64)

    /// What an offer would come to, without changing anything.
    static func inspect(_ body: [UInt8]) throws(SDPFailure) -> RemoteMedia

    mutating func answer(_ offer: [UInt8], local: SocketAddress, onlySends: Bool) throws(SDPFailure)
        -> [UInt8]
    mutating func offer(local: SocketAddress, onlySends: Bool) -> [UInt8]
    mutating func accept(answer: [UInt8]) throws(SDPFailure) -> RemoteMedia
}

extension SDPSession: MediaNegotiation {}
