// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension Configuration {
    /// Settings that cannot all be meant, though each alone is good; `isGiven` tells which keys somebody set.
    func contradictions(isGiven: (String) -> Bool) -> [(key: String, message: String)] {
        let key = sip.listedParkNumbers.isEmpty ? "sip.park_number" : "sip.park_numbers"
        var contradictions: [(key: String, message: String)] = []
        if !sip.listedParkNumbers.isEmpty, isGiven("sip.park_number") {
            contradictions.append(
                (
                    key,
                    "sip.park_number is given too; use one: add its number to this list, or empty this list"
                ))
        }
        for park in sip.parkNumbers {
            guard let orbit = try? OrbitNumber(park.number),
                let range = ranges.first(where: { $0.span.contains(orbit) })
            else { continue }
            contradictions.append(
                (
                    key,
                    "\(quoted(park.number)) is an orbit of range \(quoted(range.name)) (\(range.span)); accepted: a number outside of every range"
                ))
        }
        return contradictions
    }
}
