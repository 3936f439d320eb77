// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Why SIP could not be started.
package enum SIPStartFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case noRoot
    case bind(SIPSettings.Listen)

    package var description: String {
        switch self {
        case .noRoot: "The SIP stack could not be created; the process may be out of descriptors or memory."
        case .bind(let listen):
            "SIP cannot listen on \(listen.transport.rawValue):\(listen.address); see that the address is one of "
                + "this machine and that no other program has the port."
        }
    }
}
