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
    private var nextTag = AttendantDesk.firstLegTag

    init(_ settings: TransportSettings) {
        self.settings = settings
        pool = PortPool(settings.ports)
    }

    mutating func open(_ id: LegID, _ order: LegOrder, at now: Instant) throws(Refusal) -> Leg {
        switch order {
        case .new(let media):
            return try open(id, media, near: media.target.remote, now)
        case .listen(let near, let codec):
            let nowhere = MediaTarget(remote: SocketAddress(near.address, 0), codec: codec)
            return try open(id, RemoteMedia(target: nowhere), near: near, now)
        case .resume(let stream, let since):
            let address = try localAddress(reaching: stream.target.remote)
            let (rtp, rtcp) = try bindAgain(stream.local.port, at: address, now)
            return try leg(id, stream, RemoteMedia(target: stream.target), since: since, rtp, rtcp)
        }
    }

    private mutating func open(
        _ id: LegID, _ media: RemoteMedia, near: SocketAddress, _ now: Instant
    ) throws(Refusal) -> Leg {
        let address = try localAddress(reaching: near)
        let (rtp, rtcp) = try bindPair(at: address, now)
        let stream = MediaStream(
            target: media.target, local: SocketAddress(settings.advertised ?? address, rtp.local.port),
            ssrc: random.next(), firstSequence: random.next() & 0x7FFF, firstTimestamp: random.next())
        return try leg(id, stream, media, since: nil, rtp, rtcp)
    }

    /// Gives a leg's port back once its sockets are closed.
    mutating func close(_ leg: consuming Leg, at now: Instant) {
        pool.giveBack(leg.stream.local.port, at: now)
    }

    private mutating func leg(
        _ id: LegID, _ stream: MediaStream, _ media: RemoteMedia, since: WallTime?, _ rtp: UDPSocket,
        _ rtcp: UDPSocket
    ) throws(Refusal) -> Leg {
        nextTag += 1
        let leg = Leg(id, stream, media, since: since, tag: nextTag, rtp: rtp, rtcp: rtcp)
        do throws(SystemError) {
            try rtp.dropIncoming()
            try rtp.expedite()
            try rtcp.setReceiveBuffer(Self.receiveBuffer)
            try leg.aim(media)
        } catch {
            pool.giveBack(stream.local.port, at: SystemClock.now)
            throw Refusal(.destinationNotAllowed, "RTP cannot be sent to \(media.target.remote): \(error)")
        }
        return leg
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
