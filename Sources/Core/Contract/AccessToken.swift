// SPDX-License-Identifier: GPL-3.0-or-later
/// What the bearer of a token may do.
package enum Role: String, CaseIterable, Sendable {
    case admin, `operator`, auditor, metrics
}

/// A bearer token at rest: the secret itself is never kept, only its SHA-256.
package struct AccessToken: Hashable, Sendable {
    package var id: TokenID
    package var name: String
    package var role: Role
    package var hash: [UInt8]
    package var createdAt: WallTime

    package init(id: TokenID, name: String, role: Role, hash: [UInt8], createdAt: WallTime) {
        self.id = id
        self.name = name
        self.role = role
        self.hash = hash
        self.createdAt = createdAt
    }
}
