// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// `/api/v1/orbits`, `/api/v1/parked-calls` and `/api/v1/calls`.
enum CallRoutes {
    @Sendable static func orbits(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let query = try QueryForm(visit.query, accepting: ["range", "state"])
        let orbits = try visit.lists.orbits(
            range: query.text("range"), state: query.choice("state"), query.page(), at: visit.now)
        return .now(.json(orbits.json(\.json)))
    }

    @Sendable static func orbit(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let number = try OrbitNumber(visit.parameter("number"))
        guard let orbit = try visit.lists.orbit(number, at: visit.now) else { throw visit.notFound("orbit") }
        return .now(.json(orbit.json))
    }

    @Sendable static func parkedCalls(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let calls = try visit.lists.parkedCalls(QueryForm(visit.query).page())
        let withToken = maySeeToken(visit)
        return .now(.json(calls.json { $0.json(withToken: withToken) }))
    }

    @Sendable static func parkedCall(_ visit: Visit) throws(Refusal) -> Route.Answer {
        guard let call = try visit.lists.parkedCall(visit.identity("parked call")) else {
            throw visit.notFound("parked call")
        }
        return .now(.json(call.json(withToken: maySeeToken(visit))))
    }

    @Sendable static func park(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let form = ParkForm(allowedNetworks: visit.services.settings.allowedNetworks)
        return .later(.park(try form.request(visit.json()))) { reply in
            guard case .parked(let call) = reply else { reply.unexpected() }
            return .json(
                call.json(withToken: true), status: 201,
                headers: [Request.Header("Location", "/api/v1/parked-calls/\(call.id)")])
        }
    }

    @Sendable static func release(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .later(.release(try visit.identity("parked call"), by: visit.actor)) { reply in
            guard case .released(let call) = reply else { reply.unexpected() }
            return .json(call.json)
        }
    }

    @Sendable static func finishedCalls(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .now(.json(try visit.lists.finishedCalls(QueryForm(visit.query).page()).json(\.json)))
    }

    private static func maySeeToken(_ visit: Visit) -> Bool {
        visit.token.map { Access.park.roles.contains($0.role) } ?? false
    }
}
