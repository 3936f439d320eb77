// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension Route {
    /// Every route there is; the API document lists the same.
    package static let all: [Route] = [
        Route("GET", "/livez", .open, ServerRoutes.live),
        Route("GET", "/readyz", .open, ServerRoutes.ready),
        Route("GET", "/metrics", .measure, ServerRoutes.metrics),
        Route("GET", "/api/v1/openapi.json", .open, ServerRoutes.openAPI),

        Route("GET", "/api/v1/ranges", .read, RangeRoutes.list),
        Route("POST", "/api/v1/ranges", .administer, RangeRoutes.create),
        Route("GET", "/api/v1/ranges/{name}", .read, RangeRoutes.show),
        Route("PATCH", "/api/v1/ranges/{name}", .administer, RangeRoutes.change),
        Route("DELETE", "/api/v1/ranges/{name}", .administer, RangeRoutes.delete),

        Route("GET", "/api/v1/orbits", .read, CallRoutes.orbits),
        Route("GET", "/api/v1/orbits/{number}", .read, CallRoutes.orbit),
        Route("GET", "/api/v1/parked-calls", .read, CallRoutes.parkedCalls),
        Route("POST", "/api/v1/parked-calls", .park, CallRoutes.park),
        Route("GET", "/api/v1/parked-calls/{id}", .read, CallRoutes.parkedCall),
        Route("DELETE", "/api/v1/parked-calls/{id}", .park, CallRoutes.release),
        Route("GET", "/api/v1/calls", .read, CallRoutes.finishedCalls),

        Route("GET", "/api/v1/jobs", .read, JobRoutes.list),
        Route("GET", "/api/v1/jobs/{id}", .read, JobRoutes.show),
        Route("DELETE", "/api/v1/jobs/{id}", .administer, JobRoutes.cancel),

        Route("GET", "/api/v1/tokens", .administer, TokenRoutes.list),
        Route("POST", "/api/v1/tokens", .administer, TokenRoutes.create),
        Route("DELETE", "/api/v1/tokens/{id}", .administer, TokenRoutes.delete),
    ]
}

extension Reply {
    /// Traps for a desk that answers an intent with the reply to another kind of intent.
    func unexpected() -> Never {
        preconditionFailure("the desk must answer an intent with the reply that belongs to it, not \(self)")
    }
}
