// SPDX-License-Identifier: GPL-3.0-or-later
package import Core
internal import Platform

/// Where RTP is sent from.
package struct TransportSettings: Hashable, Sendable {
    /// The local address; nil for the one that reaches the far end.
    package var address: IPAddress?
    /// The address told to the far end; nil for the local one.
    package var advertised: IPAddress?
    package var ports: ClosedRange<UInt16>

    package init(
        address: IPAddress? = nil, advertised: IPAddress? = nil, ports: ClosedRange<UInt16> = 10_000...32_767
    ) {
        self.address = address
        self.advertised = advertised
        self.ports = ports
    }
}

/// Makes legs: finds the local address, binds a pair of ports, and connects both to the far end.
struct LegOpener {
    /// How many ports that others hold are tried before giving up.
    private static let mostAttempts = 64
    /// RTCP is small and rare; a larger buffer would only hold more of a flood.
    private static let receiveBuffer: Int32 = 16_384

    let settings: TransportSettings
    private var pool: PortPool
    private var random = SystemRandomNumberGenerator()
    private var nextTag: UInt64 = 1

    init(_ settings: TransportSettings) {
        self.settings = settings
        pool = PortPool(settings.ports)
    }

    mutating func open(_ order: LegOrder, at now: Instant) throws(Refusal) -> Leg {
        switch order {
        case .new(let target):
            let address = try localAddress(reaching: target.remote)
            let (rtp, rtcp) = try bindPair(at: address, now)
            let stream = MediaStream(
                target: target, local: SocketAddress(settings.advertised ?? address, rtp.local.port),
                ssrc: random.next(), firstSequence: random.next() & 0x7FFF, firstTimestamp: random.next())
            return try leg(stream, since: nil, rtp, rtcp)
        case .resume(let stream, let since):
            let address = try localAddress(reaching: stream.target.remote)
            let (rtp, rtcp) = try bindAgain(stream.local.port, at: address, now)
            return try leg(stream, since: since, rtp, rtcp)
        }
    }

    /// Gives a leg's port back once its sockets are closed.
    mutating func close(_ leg: consuming Leg, at now: Instant) {
        pool.giveBack(leg.stream.local.port, at: now)
    }

    private mutating func leg(
        _ stream: MediaStream, since: WallTime?, _ rtp: UDPSocket, _ rtcp: UDPSocket
    ) throws(Refusal) -> Leg {
        let remote = stream.target.remote
        do throws(SystemError) {
            try rtp.connect(to: remote)
            try rtcp.connect(to: SocketAddress(remote.address, remote.port &+ 1))
            try rtp.dropIncoming()
            try rtp.expedite()
            try rtcp.setReceiveBuffer(Self.receiveBuffer)
        } catch {
            pool.giveBack(stream.local.port, at: SystemClock.now)
            throw Refusal(.destinationNotAllowed, "RTP cannot be sent to \(remote): \(error)")
        }
        nextTag += 1
        return Leg(stream: stream, since: since, tag: nextTag, rtp: rtp, rtcp: rtcp)
    }

    private func localAddress(reaching remote: SocketAddress) throws(Refusal) -> IPAddress {
        if let address = settings.address, address.family == remote.address.family { return address }
        do {
            return try UDPSocket.localAddress(reaching: remote)
        } catch {
            throw Refusal(.destinationNotAllowed, "no local address reaches \(remote): \(error)")
        }
    }

    private mutating func bindPair(at address: IPAddress, _ now: Instant) throws(Refusal) -> (
        UDPSocket, UDPSocket
    ) {
        for _ in 0..<Self.mostAttempts {
            guard let port = pool.take(at: now, using: &random) else { break }
            do throws(SystemError) {
                return try pair(at: address, port)
            } catch {
                pool.giveBack(port, at: now)
                guard error.isAddressInUse else {
                    throw Refusal(.portsExhausted, "no RTP port could be opened at \(address): \(error)")
                }
            }
        }
        throw Refusal(
            .portsExhausted,
            "no RTP port from \(settings.ports.lowerBound) to \(settings.ports.upperBound) is free; widen rtp.ports"
        )
    }

    private mutating func bindAgain(
        _ port: UInt16, at address: IPAddress, _ now: Instant
    ) throws(Refusal) -> (UDPSocket, UDPSocket) {
        let isTaken = pool.take(port)
        do throws(SystemError) {
            return try pair(at: address, port)
        } catch {
            if isTaken { pool.giveBack(port, at: now) }
            throw Refusal(.portsExhausted, "RTP port \(port) cannot be had again: \(error)")
        }
    }

    private func pair(at address: IPAddress, _ port: UInt16) throws(SystemError) -> (UDPSocket, UDPSocket) {
        let rtp = try UDPSocket(bindingTo: SocketAddress(address, port))
        return (rtp, try UDPSocket(bindingTo: SocketAddress(address, port &+ 1)))
    }
}
