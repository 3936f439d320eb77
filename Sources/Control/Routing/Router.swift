// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
package import Platform

/// Turns requests into responses: the whole API, without a socket.
package final class Router: Sendable {
    private let services: Services
    private let requests: Counter
    private let clientErrors: Counter
    private let serverErrors: Counter
    private let pending: Counter

    package init(
        settings: ControlSettings, lists: any Lists, desk: any Desk, health: any Health, counters: Counters,
        openAPI: [UInt8], wallTime: @escaping @Sendable () -> WallTime
    ) {
        services = Services(
            settings: settings, lists: lists, desk: desk, health: health, counters: counters,
            openAPI: openAPI,
            wallTime: wallTime)
        requests = counters.counter("layby_http_requests_total", "HTTP requests answered.")
        clientErrors = counters.counter("layby_http_client_errors_total", "HTTP requests answered with 4xx.")
        serverErrors = counters.counter("layby_http_server_errors_total", "HTTP requests answered with 5xx.")
        pending = counters.gauge("layby_http_requests_pending", "HTTP requests that wait for an intent.")
    }

    /// Calls `respond` exactly once: before it returns, or later on the thread on which the desk answers.
    package func handle(_ request: Request, respond: @escaping @Sendable (Response) -> Void) {
        let answer: Route.Answer
        do throws(Refusal) {
            answer = try self.answer(request)
        } catch {
            return respond(finished(.problem(error)))
        }
        switch answer {
        case .now(let response): respond(finished(response))
        case .later(let intent, let render):
            pending.add(1)
            services.desk.submit(intent) { [self] result in
                pending.add(-1)
                switch result {
                case .success(let reply): respond(finished(render(reply)))
                case .failure(let refusal): respond(finished(.problem(refusal)))
                }
            }
        }
    }

    private func answer(_ request: Request) throws(Refusal) -> Route.Answer {
        guard !request.isTooLarge else {
            throw Refusal(.tooLarge, "the body is larger than \(services.settings.mostBodyBytes) bytes")
        }
        let target = try RequestTarget(request.target)
        let method = request.method == "HEAD" ? "GET" : request.method
        var others: [String] = []
        for route in Route.all {
            guard let parameters = route.match(target.segments) else { continue }
            guard route.method == method else {
                others.append(route.method)
                continue
            }
            let visit = Visit(
                request: request, query: target.query, parameters: parameters,
                token: try bearer(of: request, on: route), services: services)
            return try route.handler(visit)
        }
        guard !others.isEmpty else {
            throw Refusal(.notFound, "there is nothing here; /api/v1/openapi.json lists what there is")
        }
        return .now(methodRefused(accepting: others))
    }

    private func bearer(of request: Request, on route: Route) throws(Refusal) -> AccessToken? {
        guard route.access.needsToken(services.settings) else { return nil }
        let token = try Bearer.token(of: request, in: services.lists)
        guard route.access.roles.contains(token.role) else {
            let needed = route.access.roles.map(\.rawValue).joined(separator: ", ")
            throw Refusal(
                .forbidden,
                "this needs a token with one of these roles: \(needed). '\(token.name)' has the role \(token.role.rawValue)"
            )
        }
        return token
    }

    /// Names the methods that are, as [RFC 9110 §15.5.6](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6) demands.
    private func methodRefused(accepting methods: [String]) -> Response {
        let allowed = (methods.contains("GET") ? ["HEAD"] + methods : methods).sorted().joined(
            separator: ", ")
        return .problem(
            Refusal(.method, "this path accepts \(allowed)"), headers: [Request.Header("Allow", allowed)])
    }

    /// Counts a response, and adds what all of them carry.
    private func finished(_ response: Response) -> Response {
        requests.add()
        if (400..<500).contains(response.status) { clientErrors.add() }
        if response.status >= 500 { serverErrors.add() }
        var response = response
        response.headers += [
            Request.Header("Cache-Control", "no-store"), Request.Header("X-Content-Type-Options", "nosniff"),
        ]
        return response
    }
}
