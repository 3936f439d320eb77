// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// `/api/v1/tokens`.
enum TokenRoutes {
    @Sendable static func list(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .now(.json(try visit.lists.tokens(QueryForm(visit.query).page()).json(\.json)))
    }

    @Sendable static func create(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let fields = try Fields(visit.json(), accepting: ["name", "role"])
        let name = try fields.required("name", fields.text("name"))
        try requireName("name", name)
        let role: Role = try fields.required("role", fields.choice("role"))
        return .later(.createToken(name: name, role: role)) { reply in
            guard case .token(let token, let secret) = reply else { reply.unexpected() }
            return .json(
                token.json(secret: secret), status: 201,
                headers: [Request.Header("Location", "/api/v1/tokens/\(token.id)")])
        }
    }

    @Sendable static func delete(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .later(.deleteToken(try visit.identity("token"))) { reply in
            guard case .done = reply else { reply.unexpected() }
            return .noContent
        }
    }
}
