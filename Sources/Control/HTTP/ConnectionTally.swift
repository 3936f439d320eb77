// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

/// How many connections each address has open, so that one address cannot take them all.
struct ConnectionTally {
    private static let loopback = [IPNetwork("127.0.0.0/8")!, IPNetwork("::1/128")!]

    private let most: Int
    private var open: [IPAddress: Int] = [:]

    init(most: Int) {
        self.most = most
    }

    /// Loopback is let in always: a proxy there speaks for many.
    func admits(_ address: IPAddress) -> Bool {
        open[address, default: 0] < most || Self.loopback.contains { $0.contains(address) }
    }

    mutating func opened(_ address: IPAddress) {
        open[address, default: 0] += 1
    }

    mutating func closed(_ address: IPAddress) {
        guard let count = open[address] else {
            preconditionFailure("\(address) closes a connection it never opened")
        }
        open[address] = count == 1 ? nil : count - 1
    }

    var isEmpty: Bool { open.isEmpty }
}
