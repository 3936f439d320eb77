// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// `/api/v1/ranges`.
enum RangeRoutes {
    @Sendable static func list(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let page = try QueryForm(visit.query).page()
        return .now(.json(try visit.lists.ranges(page).json(\.json)))
    }

    @Sendable static func show(_ visit: Visit) throws(Refusal) -> Route.Answer {
        guard let stored = try visit.lists.range(named: visit.parameter("name")) else {
            throw visit.notFound("range")
        }
        return .now(response(200, stored))
    }

    @Sendable static func create(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .later(.createRange(try RangeForm.range(visit.json()))) { reply in
            guard case .range(let stored) = reply else { reply.unexpected() }
            // A range's name is made of unreserved characters, so it stands in a path as it is.
            return response(
                201, stored, headers: [Request.Header("Location", "/api/v1/ranges/\(stored.range.name)")])
        }
    }

    @Sendable static func change(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let change = try RangeForm.change(visit.json(orAs: "application/merge-patch+json"))
        return .later(.changeRange(visit.parameter("name"), change, ifMatch: try visit.ifMatch())) { reply in
            guard case .range(let stored) = reply else { reply.unexpected() }
            return response(200, stored)
        }
    }

    @Sendable static func delete(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .later(.deleteRange(visit.parameter("name"), ifMatch: try visit.ifMatch())) { reply in
            guard case .done = reply else { reply.unexpected() }
            return .noContent
        }
    }

    private static func response(
        _ status: Int, _ stored: StoredRange, headers: [Request.Header] = []
    ) -> Response {
        .json(stored.json, status: status, headers: [Request.Header("ETag", stored.etag)] + headers)
    }
}
