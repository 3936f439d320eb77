// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// What monitoring asks for, and the description of the API.
enum ServerRoutes {
    @Sendable static func live(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .now(.json(["live": true]))
    }

    @Sendable static func ready(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let reasons = visit.services.health.unreadiness
        guard !reasons.isEmpty else { return .now(.json(["ready": true])) }
        return .now(.json(["ready": false, "reasons": .array(reasons.map { .string($0) })], status: 503))
    }

    @Sendable static func openAPI(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .now(
            Response(
                200, headers: [Request.Header("Content-Type", "application/json")],
                body: visit.services.openAPI))
    }

    /// A store that does not answer costs its own numbers only: that is when the others are wanted most.
    @Sendable static func metrics(_ visit: Visit) throws(Refusal) -> Route.Answer {
        let services = visit.services
        var all = [
            Measurement(
                "layby_build_info", "The program that runs; always 1.", .gauge,
                labels: [JSON.Member(name: "version", value: .string(services.settings.version))], value: 1)
        ]
        all += services.health.measurements() + services.counters.measurements
        do {
            all += orbits(try services.lists.orbitCounts(at: visit.now))
        } catch {
            all.append(storeUp(false))
        }
        let text = PrometheusText.text(of: all)
        return .now(
            Response(
                200, headers: [Request.Header("Content-Type", PrometheusText.contentType)],
                body: Array(text.utf8)))
    }

    private static func orbits(
        _ counts: [(range: String, state: Orbit.State, count: Int)]
    ) -> [Measurement] {
        let taken = counts.filter { $0.state == .taken }.reduce(0) { $0 + $1.count }
        return [
            storeUp(true),
            Measurement("layby_parked_calls", "Calls that hold an orbit.", .gauge, value: Double(taken)),
        ]
            + counts.map { count in
                Measurement(
                    "layby_orbits", "Orbits of each range in each state.", .gauge,
                    labels: [
                        JSON.Member(name: "range", value: .string(count.range)),
                        JSON.Member(name: "state", value: .string(count.state.rawValue)),
                    ], value: Double(count.count))
            }
    }

    private static func storeUp(_ isUp: Bool) -> Measurement {
        Measurement("layby_store_up", "Whether the store answered this scrape.", .gauge, value: isUp ? 1 : 0)
    }
}
