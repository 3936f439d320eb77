// SPDX-License-Identifier: GPL-3.0-or-later
/// What the user part of a Request-URI means.
package struct Dialplan: Hashable, Sendable {
    package struct ParkNumber: Hashable, Sendable {
        package var number: String
        /// Nil for the first range there is.
        package var range: String?

        package init(number: String, range: String? = nil) {
            self.number = number
            self.range = range
        }
    }

    package enum Destination: Hashable, Sendable {
        case park(range: String?)
        /// `park+701` and `;orbit=701` say the orbit outright; a bare `701` parks only by transfer.
        case orbit(OrbitNumber, isOutright: Bool)
        case pickup(OrbitNumber)
        case music(programme: String)
        case unknown
    }

    package var parkNumbers: [ParkNumber]
    /// Before an orbit's number it retrieves, and never parks.
    package var pickupPrefix: String
    package var programmes: Set<String>

    package init(
        parkNumbers: [ParkNumber] = [ParkNumber(number: "park")], pickupPrefix: String = "*88",
        programmes: Set<String> = ["default"]
    ) {
        self.parkNumbers = parkNumbers
        self.pickupPrefix = pickupPrefix
        self.programmes = programmes
    }

    package func destination(of invitation: Invitation) -> Destination {
        let user = invitation.user
        if let orbit = invitation.orbit {
            return orbitNumber(orbit).map { .orbit($0, isOutright: true) } ?? .unknown
        }
        for park in parkNumbers {
            if user == park.number { return .park(range: park.range) }
            if user.hasPrefix(park.number + "+") {
                let rest = user.dropFirst(park.number.count + 1)
                return orbitNumber(String(rest)).map { .orbit($0, isOutright: true) } ?? .unknown
            }
        }
        if user == "moh" { return .music(programme: "default") }
        if user.hasPrefix("moh-") {
            let programme = String(user.dropFirst(4))
            return programmes.contains(programme) ? .music(programme: programme) : .unknown
        }
        if !pickupPrefix.isEmpty, user.hasPrefix(pickupPrefix),
            let number = orbitNumber(String(user.dropFirst(pickupPrefix.count)))
        {
            return .pickup(number)
        }
        return orbitNumber(user).map { .orbit($0, isOutright: false) } ?? .unknown
    }

    private func orbitNumber(_ text: String) -> OrbitNumber? { try? OrbitNumber(text) }
}
