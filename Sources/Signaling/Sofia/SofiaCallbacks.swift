// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia

/// `nta_request_f`: Sofia brings a request.
typealias SofiaRequestCallback =
    @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, OpaquePointer?, UnsafePointer<sip_t>?
    ) -> Int32

/// `nta_response_f`: Sofia brings a response, or its absence.
typealias SofiaResponseCallback =
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<sip_t>?) -> Int32
