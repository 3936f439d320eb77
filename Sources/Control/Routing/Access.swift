// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// Who may use a route.
enum Access: CaseIterable, Sendable {
    /// Everybody, without a token.
    case open
    /// Everybody, or, where the settings say so, any token.
    case measure
    /// Whoever may look.
    case read
    /// Whoever may park calls and take them out.
    case park
    /// Admins alone.
    case administer

    /// The roles that may, the mightiest first.
    var roles: [Role] {
        switch self {
        case .open, .measure: Role.allCases
        case .read: [.admin, .operator, .auditor]
        case .park: [.admin, .operator]
        case .administer: [.admin]
        }
    }

    func needsToken(_ settings: ControlSettings) -> Bool {
        switch self {
        case .open: false
        case .measure: settings.metricsNeedToken
        case .read, .park, .administer: true
        }
    }
}
