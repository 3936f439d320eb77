// SPDX-License-Identifier: GPL-3.0-or-later

/// Straight to −7 dBFS, then bent so that nothing reaches −3.5: no peak clips, none pumps its neighbours.
enum Limiter {
    private static let knee: Float = 0.45
    private static let room: Float = 0.21

    static func limited(_ value: Float) -> Float {
        let size = abs(value)
        guard size > knee else { return value }
        let over = (size - knee) / room
        return (value < 0 ? -1 : 1) * (knee + room * over / (1 + over))
    }
}
