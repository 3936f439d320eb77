// SPDX-License-Identifier: GPL-3.0-or-later
/// Why a request to a server had no good answer.
package enum ClientFailure: Error, Equatable, Sendable {
    /// The URL or the token cannot be used; nothing was sent.
    case unusable(String)
    /// No answer came, or none that Layby gives.
    case unreachable(String)
    /// The server said no; code and detail are empty where something else than Layby answered.
    case refused(status: Int, code: String, title: String, detail: String)
}
