// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSofia
internal import CSofiaShim
internal import Core
internal import Platform

/// Sofia's root and transaction agent; belongs to the thread that made it.
final class SofiaAgent {
    /// A listening socket, and what `nta_incoming_transport` calls it.
    struct Listener {
        let transport: SIPSettings.Transport
        let address: SocketAddress
        let handle: UnsafeMutableRawPointer
    }

    let agent: OpaquePointer
    private let root: OpaquePointer
    private var defaultLeg: OpaquePointer?
    private(set) var listeners: [Listener] = []
    private let idleTime: UInt32

    /// `su_init` is to be called once in a process, before everything else.
    private static let isReady: Bool = su_init() == 0

    init(_ settings: SIPSettings) throws(SIPStartFailure) {
        guard Self.isReady, let root = su_root_create(nil) else { throw .noRoot }
        shim_silence()
        _ = su_root_threading(root, 0)
        let t1 = UInt32(clamping: settings.t1.milliseconds)
        guard let agent = shim_agent(root, t1, UInt32(clamping: settings.mostDialogs)) else {
            su_root_destroy(root)
            throw .noRoot
        }
        self.root = root
        self.agent = agent
        idleTime = UInt32(clamping: settings.idleTime.milliseconds)
        for listen in settings.listen {
            try bind(listen, idle: UInt32(clamping: settings.strangerIdleTime.milliseconds))
        }
    }

    deinit {
        if let defaultLeg { nta_leg_destroy(defaultLeg) }
        nta_agent_destroy(agent)
        su_root_destroy(root)
    }

    private func bind(_ listen: SIPSettings.Listen, idle: UInt32) throws(SIPStartFailure) {
        let address = listen.address.address
        let host = address.family == .v4 ? "\(address)" : "[\(address)]"
        let port = listen.address.port == 0 ? "*" : "\(listen.address.port)"
        guard shim_listen(agent, "sip:\(host):\(port);transport=\(listen.transport.rawValue)", idle) == 0,
            let handle = shim_transport(agent, Int32(listeners.count)),
            let bound = SocketAddress(shim_transport_address(handle))
        else { throw .bind(listen) }
        listeners.append(Listener(transport: listen.transport, address: bound, handle: handle))
    }

    /// Has requests outside all dialogs brought to `callback`.
    func receive(_ callback: SofiaRequestCallback, _ magic: UnsafeMutableRawPointer) {
        defaultLeg = shim_default_leg(agent, callback, magic)
    }

    /// Wakes `step` when `descriptor` is readable; whoever steps looks for the reason.
    func watch(_ descriptor: Int32) {
        var wait = su_wait_t()
        guard su_wait_create(&wait, descriptor, Int32(POLLIN)) == 0,
            su_root_register(root, &wait, { _, _, _ in 0 }, nil, 0) > 0
        else { preconditionFailure("a mailbox can be watched: \(SystemError("su_root_register"))") }
    }

    /// Does what is due, waiting for it at most until `deadline`.
    func step(until deadline: Instant?) {
        let most: Int64 = 60_000
        let left = deadline.map { max(0, min(most, ($0 - SystemClock.now).milliseconds + 1)) } ?? most
        _ = su_root_step(root, Int(left))
    }

    /// Ends connections that have been silent for so long and will stay so.
    func endDeadConnections(after idle: Duration) {
        for listener in listeners where listener.transport == .tcp {
            shim_end_dead_connections(listener.address.port, UInt32(clamping: idle.milliseconds))
        }
    }

    func source(of incoming: OpaquePointer) -> SocketAddress? {
        SocketAddress(shim_source(incoming))
    }

    /// The listening socket through which a request came.
    func listener(of incoming: OpaquePointer) -> Listener {
        let handle = shim_listener(agent, incoming)
        return listeners.first { $0.handle == handle } ?? listeners[0]
    }

    func keepConnection(of incoming: OpaquePointer) {
        shim_keep_connection(agent, incoming, idleTime)
    }
}

extension SocketAddress {
    fileprivate init?(_ raw: shim_address) {
        let bytes = withUnsafeBytes(of: raw.bytes) { Array($0) }
        let word = { (range: Range<Int>) in bytes[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        switch raw.length {
        case 4: self.init(IPAddress(v4: UInt32(word(0..<4))), raw.port)
        case 16: self.init(IPAddress(v6High: word(0..<8), low: word(8..<16)), raw.port)
        default: return nil
        }
    }
}
