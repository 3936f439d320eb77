// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core

extension OrbitNumber {
    /// Above every value that nine digits can hold.
    private static let keysPerPrefix: Int64 = 10_000_000_000
    /// In the order in which numbers sort.
    private static let prefixes = ["", "#", "*"]

    /// An integer that sorts as the number does: 701 for `701`, 10000000701 for `#701`, 20000000701 for `*701`.
    var key: Int64 {
        let rank = Self.prefixes.firstIndex(of: prefix)!
        return Int64(rank) * Self.keysPerPrefix + Int64(value)
    }

    init?(key: Int64) {
        let (rank, value) = key.quotientAndRemainder(dividingBy: Self.keysPerPrefix)
        guard Self.prefixes.indices.contains(Int(rank)), value > 0 else { return nil }
        do throws(Refusal) {
            self = try OrbitNumber(Self.prefixes[Int(rank)] + String(value))
        } catch {
            return nil
        }
    }
}
