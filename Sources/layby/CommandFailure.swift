// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

/// Why a command did not do what was wanted; each reason has its exit status.
enum CommandFailure: Error, Equatable, Sendable {
    /// All has been said already; this is the status.
    case ended(Int32)
    case usage(String)
    case client(ClientFailure)
    case configuration([ConfigurationProblem])
    /// It was tried, and did not work.
    case failed(String)

    var exitStatus: Int32 {
        switch self {
        case .ended(let status): status
        case .usage, .client(.unusable): 2
        case .client(.unreachable): 3
        case .client(.refused): 4
        case .configuration: 78
        case .failed: 1
        }
    }

    /// What the standard error says.
    var lines: [String] {
        switch self {
        case .ended: []
        case .usage(let text), .client(.unusable(let text)), .failed(let text): ["layby: \(text)"]
        case .client(.unreachable(let reason)):
            [
                "layby: no answer from \(printable(reason))",
                "Is the server running? --url or LAYBY_URL say where it is.",
            ]
        case .client(.refused(let status, let code, let title, let detail)):
            ["layby: refused: \(printable(title))" + (code.isEmpty ? "" : " (\(printable(code)))")]
                + (detail.isEmpty ? [] : [printable(detail)])
                + (status == 401 ? ["LAYBY_TOKEN, --token or --token-file give the token."] : [])
        case .configuration(let problems): problems.map(\.description)
        }
    }
}
