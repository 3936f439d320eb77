// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// Even RTP ports, given out at random and not again before a quarantine has passed.
///
/// The odd port above each is RTCP's ([RFC 3550 §11](https://www.rfc-editor.org/rfc/rfc3550#section-11)).
package struct PortPool: Sendable {
    /// Long enough for the last packets of a call to die out before the next call listens there.
    package static let quarantine = Duration.seconds(30)

    private let ports: ClosedRange<UInt16>
    private var free: [UInt16]
    private var resting: [(port: UInt16, until: Instant)] = []
    private var oldest = 0

    package init(_ ports: ClosedRange<UInt16>) {
        self.ports = ports
        free = ports.filter { Self.isPair($0, of: ports) }
    }

    private static func isPair(_ port: UInt16, of ports: ClosedRange<UInt16>) -> Bool {
        port.isMultiple(of: 2) && ports.contains(port) && ports.contains(port &+ 1)
    }

    /// Ports that can be had now.
    package var available: Int { free.count }

    /// A port at random; nil when none is free, though some may rest.
    package mutating func take(at now: Instant, using random: inout some RandomNumberGenerator) -> UInt16? {
        wakeRested(at: now)
        guard !free.isEmpty else { return nil }
        free.swapAt(Int.random(in: 0..<free.count, using: &random), free.count - 1)
        return free.removeLast()
    }

    /// Takes one port by number, for a stream that goes on where it was.
    package mutating func take(_ port: UInt16) -> Bool {
        guard let index = free.firstIndex(of: port) else { return false }
        free.remove(at: index)
        return true
    }

    /// Lets a port rest; one that is not of this pool, such as an earlier configuration's, is forgotten.
    package mutating func giveBack(_ port: UInt16, at now: Instant) {
        guard Self.isPair(port, of: ports) else { return }
        resting.append((port, now + Self.quarantine))
    }

    private mutating func wakeRested(at now: Instant) {
        while oldest < resting.count, resting[oldest].until <= now {
            free.append(resting[oldest].port)
            oldest += 1
        }
        if oldest > 1024, oldest * 2 > resting.count {
            resting.removeFirst(oldest)
            oldest = 0
        }
    }
}
