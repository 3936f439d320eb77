// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a session description cannot be used.
package enum SDPFailure: Error, Equatable, Sendable {
    case malformed
    case noCommonCodec
}
