// SPDX-License-Identifier: GPL-3.0-or-later
/// Random text that nobody can guess.
package enum Secret {
    /// Hexadecimal text from the system's secure generator.
    package static func make(bytes: Int) -> String {
        var random = SystemRandomNumberGenerator()
        return hexadecimal((0..<bytes).map { _ in random.next() as UInt8 })
    }
}
