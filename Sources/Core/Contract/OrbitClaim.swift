// SPDX-License-Identifier: GPL-3.0-or-later
/// An order to take an orbit for a call, with all that the row of the call will hold.
package struct OrbitClaim: Hashable, Sendable {
    package var call: CallID
    package var place: ParkRequest.Place
    package var token: String
    package var caller: Party
    package var parker: Party
    package var stream: MediaStream
    package var origin: ParkedCall.Origin

    package init(
        call: CallID, place: ParkRequest.Place, token: String, caller: Party, parker: Party,
        stream: MediaStream,
        origin: ParkedCall.Origin = .api
    ) {
        self.origin = origin
        self.call = call
        self.place = place
        self.token = token
        self.caller = caller
        self.parker = parker
        self.stream = stream
    }
}
