// SPDX-License-Identifier: GPL-3.0-or-later
internal import CMicroHTTPD
package import Core
internal import Glibc
package import Platform

/// The HTTP server: libmicrohttpd with one epoll thread (`MHD_start_daemon_va`, `MHD_quiesce_daemon`,
/// `MHD_stop_daemon`).
package final class HTTPServer: Sendable {
    /// Seconds without traffic after which a connection is closed; one that waits for an intent is exempt.
    private static let idleSeconds = 30

    /// Where it listens, with the port it was given in the place of port 0.
    package let address: SocketAddress
    private let reception: HTTPReception
    /// The address of the `MHD_Daemon`; nil once stopped.
    private let daemon: Guarded<UInt?>

    /// Listens and serves from now on.
    package init(router: Router, settings: ControlSettings) throws(SystemError) {
        let (socket, address) = try ListeningSocket.open(on: settings.listen)
        self.address = address
        reception = HTTPReception(router: router, settings: settings)
        let context = Unmanaged.passUnretained(reception).toOpaque()
        var options = [
            option(.LISTEN_SOCKET, Int(socket)),
            option(.CONNECTION_LIMIT, settings.mostConnections),
            option(.CONNECTION_TIMEOUT, Self.idleSeconds),
            option(.STRICT_FOR_CLIENT, 1),
            option(.URI_LOG_CALLBACK, unsafeBitCast(begun as RequestBegun, to: Int.self), context),
            option(
                .NOTIFY_COMPLETED, unsafeBitCast(ended as MHD_RequestCompletedCallback, to: Int.self),
                context),
            option(
                .NOTIFY_CONNECTION,
                unsafeBitCast(connectionChanged as MHD_NotifyConnectionCallback, to: Int.self), context),
            option(.END, 0),
        ]
        let flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
        let started = options.withUnsafeMutableBufferPointer { list in
            withVaList([MHD_OPTION.ARRAY.rawValue, list.baseAddress!, MHD_OPTION.END.rawValue]) { arguments in
                MHD_start_daemon_va(flags, 0, admits, context, stepped, context, arguments)
            }
        }
        guard let started else {
            let failure = SystemError("start the HTTP server on \(settings.listen)")
            close(socket)
            throw failure
        }
        daemon = Guarded(UInt(bitPattern: started))
    }

    deinit {
        stop(grace: .zero)
    }

    /// Takes no more connections, lets what is pending be answered for `grace`, answers the rest itself, and ends.
    package func stop(grace: Duration = .seconds(2)) {
        let taken = daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
        guard let daemon = OpaquePointer(bitPattern: taken ?? 0) else { return }
        let socket = MHD_quiesce_daemon(daemon)
        // The library must not lose its descriptor before it ends; clients shall be refused from now on.
        shutdown(socket, Int32(SHUT_RDWR))
        if !reception.close(until: SystemClock.now + grace) {
            reception.giveUp(until: SystemClock.now + .seconds(1))
        }
        MHD_stop_daemon(daemon)
        close(socket)
    }
}

private typealias RequestBegun =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
    UnsafeMutableRawPointer?

private func option(
    _ option: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil
) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: pointer)
}

private func reception(_ context: UnsafeMutableRawPointer?) -> HTTPReception {
    Unmanaged<HTTPReception>.fromOpaque(context!).takeUnretainedValue()
}

private func peer(of connection: OpaquePointer?) -> IPAddress? {
    layby_mhd_peer(connection).flatMap { ListeningSocket.address(at: $0)?.address }
}

private func admits(
    context: UnsafeMutableRawPointer?, peer: UnsafePointer<sockaddr>?, length: socklen_t
) -> MHD_Result {
    guard let peer, let address = ListeningSocket.address(at: peer)?.address else { return .NO }
    return reception(context).admits(address) ? .YES : .NO
}

private func connectionChanged(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
    guard let address = peer(of: connection) else { return }
    switch code {
    case .CONNECTION_NOTIFY_STARTED: reception(context).opened(address)
    case .CONNECTION_NOTIFY_CLOSED: reception(context).closed(address)
    }
}

/// Called with the raw request target, before the library decodes it; what it returns goes with the request.
private func begun(
    context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    // Bytes that are not ASCII must be percent-encoded in a URL; here they are treated as if they were.
    let bytes = UnsafeBufferPointer(start: target!, count: strlen(target!)).lazy.map(UInt8.init(bitPattern:))
    let text = bytes.reduce(into: "") { text, byte in
        if byte < 0x80 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            text += "%" + hexadecimal(CollectionOfOne(byte))
        }
    }
    let exchange = HTTPExchange(
        target: text, connection: connection!, peer: peer(of: connection), reception: reception(context))
    return Unmanaged.passRetained(exchange).toOpaque()
}

private func stepped(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, piece: UnsafePointer<CChar>?,
    size: UnsafeMutablePointer<Int>?, slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    let exchange = Unmanaged<HTTPExchange>.fromOpaque(slot!.pointee!).takeUnretainedValue()
    let bytes = UnsafeRawBufferPointer(start: piece, count: size!.pointee)
    size!.pointee = 0
    return exchange.step(method: String(cString: method!), piece: bytes)
}

private func ended(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_RequestTerminationCode
) {
    guard let exchange = slot?.pointee else { return }
    slot?.pointee = nil
    Unmanaged<HTTPExchange>.fromOpaque(exchange).takeRetainedValue().end()
}
