// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

extension Response {
    /// A refusal as problem details ([RFC 9457 §3](https://www.rfc-editor.org/rfc/rfc9457#section-3)).
    package static func problem(_ refusal: Refusal, headers: [Request.Header] = []) -> Response {
        let code = refusal.code
        let json: JSON = [
            "type": .string("urn:layby:problem:" + code.rawValue), "title": .string(code.title),
            "status": .integer(Int64(code.status)), "code": .string(code.rawValue),
            "detail": .string(refusal.detail),
        ]
        var all = [Request.Header("Content-Type", "application/problem+json")] + headers
        if code == .unauthenticated {
            all.append(Request.Header("WWW-Authenticate", "Bearer realm=\"layby\""))
        }
        if let seconds = code.retryAfter { all.append(Request.Header("Retry-After", String(seconds))) }
        return Response(code.status, headers: all, body: Array(json.text.utf8))
    }
}

extension Refusal.Code {
    /// After how many seconds the same request may well succeed; nil where waiting does not help.
    fileprivate var retryAfter: Int? {
        switch self {
        case .tooMany: 1
        case .storeUnavailable, .draining: 5
        case .rangeFull, .portsExhausted: 10
        case .malformed, .orbitFormat, .unauthenticated, .forbidden, .parkNotAllowed, .destinationNotAllowed,
            .notFound, .orbitEmpty, .method, .rangeOverlap, .orbitBusy, .inProgress, .staleETag, .tooLarge,
            .invalid,
            .storageFull:
            nil
        }
    }
}
