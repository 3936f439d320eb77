// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
internal import CMicroHTTPD
internal import Core

/// One request on one connection, from its first line until its response has gone out.
///
/// libmicrohttpd calls on one thread; the answer may come on any. The connection is touched under the lock and only
/// while the library says it exists (`MHD_suspend_connection`, `MHD_resume_connection`, `MHD_queue_response`).
final class HTTPExchange: Sendable {
    private enum Phase {
        /// The first line is here; goes to `reading`.
        case fresh
        /// The body comes in; goes to `handling`.
        case reading
        /// The router is at work on the library's thread; goes to `answered` or `suspended`.
        case handling
        /// The library leaves the connection alone until the answer comes; goes to `answered`.
        case suspended
        /// There is a response to queue; goes to `over`.
        case answered(Response)
        /// The library has the response, or the client has gone.
        case over
    }

    private struct State {
        var phase = Phase.fresh
        var headers: [Request.Header] = []
        var body: [UInt8] = []
        /// All that came, taken or not.
        var received = 0
    }

    /// Bodies up to this many times the cap are read to their end, so that the client gets to see why they are refused.
    private static let patience = 16

    private let reception: HTTPReception
    private let target: String
    /// The address of an `MHD_Connection`.
    private let connection: UInt
    private let peer: IPAddress?
    private let state = Guarded(State())

    init(target: String, connection: OpaquePointer, peer: IPAddress?, reception: HTTPReception) {
        self.target = target
        self.connection = UInt(bitPattern: connection)
        self.peer = peer
        self.reception = reception
    }

    /// Takes a step as the library's access handler: headers first, then pieces of the body, then an empty piece.
    func step(method: String, piece: UnsafeRawBufferPointer) -> MHD_Result {
        enum Next { case wait, refuse, handle(Request), queue(Response), hangUp }
        let next: Next = state.withLock { state in
            switch state.phase {
            case .fresh:
                state.phase = .reading
                state.headers = readHeaders()
                return mustRefuse(state.headers) ? .refuse : .wait
            case .reading where !piece.isEmpty:
                return take(piece, into: &state) ? .wait : .hangUp
            case .reading:
                state.phase = .handling
                return .handle(request(method, state))
            case .answered(let response):
                state.phase = .over
                return .queue(response)
            case .handling, .suspended, .over: return .wait
            }
        }
        switch next {
        case .wait: return .YES
        case .hangUp: return .NO
        case .queue(let response): return queue(response)
        case .refuse:
            var request = Request(method, target)
            request.isTooLarge = true
            return handle(request)
        case .handle(let request): return handle(request)
        }
    }

    /// Brings the response, from any thread; a second one, or one after the end, is dropped.
    func answer(_ response: Response) {
        state.withLock { state in
            switch state.phase {
            case .handling: state.phase = .answered(response)
            case .suspended:
                state.phase = .answered(response)
                MHD_resume_connection(OpaquePointer(bitPattern: connection))
            case .fresh, .reading, .answered, .over: break
            }
        }
    }

    /// The library is done with the connection's request, whatever came of it.
    func end() {
        state.withLock { $0.phase = .over }
        reception.completed(self)
    }

    private func handle(_ request: Request) -> MHD_Result {
        state.withLock { $0.phase = .handling }
        reception.handle(request, of: self)
        let response: Response? = state.withLock { state in
            if case .answered(let response) = state.phase {
                state.phase = .over
                return response
            }
            state.phase = .suspended
            MHD_suspend_connection(OpaquePointer(bitPattern: connection))
            return nil
        }
        return response.map(queue) ?? .YES
    }

    private func take(_ piece: UnsafeRawBufferPointer, into state: inout State) -> Bool {
        state.received += piece.count
        if state.received <= reception.mostBodyBytes { state.body += piece } else { state.body = [] }
        return state.received <= reception.mostBodyBytes * Self.patience
    }

    private func request(_ method: String, _ state: State) -> Request {
        var request = Request(method, target, headers: state.headers, body: state.body, peer: peer)
        request.isTooLarge = state.received > reception.mostBodyBytes
        return request
    }

    /// Whether to refuse before the body: the client asks first, or there is too much to read it all.
    private func mustRefuse(_ headers: [Request.Header]) -> Bool {
        let length =
            headers.first { $0.name.lowercased() == "content-length" }.flatMap { UInt64($0.value) } ?? 0
        let asksFirst = headers.contains { $0.name.lowercased() == "expect" }
        return length > UInt64(reception.mostBodyBytes) * (asksFirst ? 1 : UInt64(Self.patience))
    }

    /// All headers, by `MHD_get_connection_values`.
    private func readHeaders() -> [Request.Header] {
        var headers: [Request.Header] = []
        withUnsafeMutablePointer(to: &headers) { list in
            _ = MHD_get_connection_values(
                OpaquePointer(bitPattern: connection), .HEADER_KIND, collectHeader,
                UnsafeMutableRawPointer(list))
        }
        return headers
    }

    /// Gives the response to the library, which copies its body (`MHD_create_response_from_buffer`).
    private func queue(_ response: Response) -> MHD_Result {
        let made = response.body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let made else { return .NO }
        defer { MHD_destroy_response(made) }
        for header in response.headers { MHD_add_response_header(made, header.name, header.value) }
        return MHD_queue_response(OpaquePointer(bitPattern: connection), UInt32(response.status), made)
    }
}

private func collectHeader(
    list: UnsafeMutableRawPointer?, kind: MHD_ValueKind, name: UnsafePointer<CChar>?,
    value: UnsafePointer<CChar>?
) -> MHD_Result {
    let headers = list!.assumingMemoryBound(to: [Request.Header].self)
    headers.pointee.append(
        Request.Header(name.map { String(cString: $0) } ?? "", value.map { String(cString: $0) } ?? ""))
    return .YES
}
