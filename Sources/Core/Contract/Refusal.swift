// SPDX-License-Identifier: GPL-3.0-or-later
/// Why a request was not carried out: a stable code, and a sentence that says what to do.
package struct Refusal: Error, Hashable, Sendable {
    package enum Code: String, CaseIterable, Sendable {
        case malformed, orbitFormat = "orbit-format"
        case unauthenticated
        case forbidden, parkNotAllowed = "park-not-allowed", destinationNotAllowed = "destination-not-allowed"
        case notFound = "not-found", orbitEmpty = "orbit-empty"
        case method
        case rangeOverlap = "range-overlap", orbitBusy = "orbit-busy", inProgress = "in-progress"
        case staleETag = "stale-etag"
        case tooLarge = "too-large"
        case invalid
        case tooMany = "too-many"
        case rangeFull = "range-full", draining, storeUnavailable = "store-unavailable"
        case portsExhausted = "ports-exhausted"
        case storageFull = "storage-full"

        /// The HTTP status that says the same.
        package var status: Int {
            switch self {
            case .malformed, .orbitFormat: 400
            case .unauthenticated: 401
            case .forbidden, .parkNotAllowed, .destinationNotAllowed: 403
            case .notFound, .orbitEmpty: 404
            case .method: 405
            case .rangeOverlap, .orbitBusy, .inProgress: 409
            case .staleETag: 412
            case .tooLarge: 413
            case .invalid: 422
            case .tooMany: 429
            case .rangeFull, .draining, .storeUnavailable, .portsExhausted: 503
            case .storageFull: 507
            }
        }

        /// A short name of the problem, the same for every occurrence.
        package var title: String {
            switch self {
            case .malformed: "The request cannot be read"
            case .orbitFormat: "Not an orbit number"
            case .unauthenticated: "A bearer token is needed"
            case .forbidden: "The token's role does not allow this"
            case .parkNotAllowed: "Parking is not allowed"
            case .destinationNotAllowed: "The address is not allowed"
            case .notFound: "Not found"
            case .orbitEmpty: "No call in this orbit"
            case .method: "Method not allowed here"
            case .rangeOverlap: "The range overlaps another"
            case .orbitBusy: "The orbit is taken"
            case .inProgress: "Already in progress"
            case .staleETag: "Changed by somebody else meanwhile"
            case .tooLarge: "The request is too large"
            case .invalid: "A value is not acceptable"
            case .tooMany: "Too many requests"
            case .rangeFull: "No orbit is free"
            case .draining: "The server is shutting down"
            case .storeUnavailable: "The store does not answer"
            case .portsExhausted: "No RTP port is free"
            case .storageFull: "The disk is full"
            }
        }
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
