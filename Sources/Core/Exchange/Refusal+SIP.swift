// SPDX-License-Identifier: GPL-3.0-or-later
extension Refusal.Code {
    /// The SIP status that says the same.
    package var sipStatus: Int {
        switch self {
        case .notFound, .orbitEmpty, .orbitFormat: 404
        case .orbitBusy, .inProgress: 486
        case .rangeFull: 480
        case .forbidden, .parkNotAllowed, .destinationNotAllowed, .unauthenticated: 403
        case .malformed: 400
        case .invalid: 488
        case .method: 405
        case .tooLarge: 513
        case .rangeOverlap, .staleETag: 500
        case .tooMany, .draining, .storeUnavailable, .portsExhausted, .storageFull: 503
        }
    }
}
