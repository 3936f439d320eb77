// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// `/api/v1/jobs`.
enum JobRoutes {
    @Sendable static func list(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .now(.json(try visit.lists.jobs(QueryForm(visit.query).page()).json(\.json)))
    }

    @Sendable static func show(_ visit: Visit) throws(Refusal) -> Route.Answer {
        guard let job = try visit.lists.job(visit.identity("job")) else { throw visit.notFound("job") }
        return .now(.json(job.json))
    }

    @Sendable static func cancel(_ visit: Visit) throws(Refusal) -> Route.Answer {
        .later(.cancelJob(try visit.identity("job"))) { reply in
            guard case .job(let job) = reply else { reply.unexpected() }
            return .json(job.json)
        }
    }
}
