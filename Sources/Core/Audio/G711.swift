// SPDX-License-Identifier: GPL-3.0-or-later
/// The two companding laws of [ITU-T G.711](https://www.itu.int/rec/T-REC-G.711): one byte a sample at 8 kHz.
package enum G711: Sendable {
    case muLaw
    case aLaw

    package func encode(_ sample: Int16) -> UInt8 {
        switch self {
        case .muLaw: Self.compressMu(sample)
        case .aLaw: Self.compressA(sample)
        }
    }

    package func decode(_ code: UInt8) -> Int16 {
        switch self {
        case .muLaw: Self.expandMu(code)
        case .aLaw: Self.expandA(code)
        }
    }

    /// Moves the first segment away from zero, so that every segment is twice as wide as the one below.
    private static let bias: Int32 = 132
    private static let clip: Int32 = 32_635

    private static func compressMu(_ sample: Int16) -> UInt8 {
        let sign: UInt8 = sample < 0 ? 0x80 : 0
        let magnitude = min(abs(Int32(sample)), clip) + bias
        let segment = 24 - magnitude.leadingZeroBitCount
        let mantissa = UInt8(truncatingIfNeeded: magnitude >> (segment + 3)) & 0x0F
        return ~(sign | UInt8(segment) << 4 | mantissa)
    }

    private static func expandMu(_ code: UInt8) -> Int16 {
        let bits = ~code
        let magnitude = ((Int32(bits & 0x0F) << 3) + bias) << Int32(bits >> 4 & 7) - bias
        return Int16(bits & 0x80 == 0 ? magnitude : -magnitude)
    }

    private static func compressA(_ sample: Int16) -> UInt8 {
        let sign: UInt8 = sample < 0 ? 0 : 0x80
        // One's complement for negative numbers: −1 mirrors 0, so that both codes next to zero are used.
        let magnitude = Int32(sample < 0 ? ~sample : sample)
        let segment = max(0, 24 - magnitude.leadingZeroBitCount)
        let mantissa = UInt8(truncatingIfNeeded: magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0F
        return (sign | UInt8(segment) << 4 | mantissa) ^ 0x55
    }

    private static func expandA(_ code: UInt8) -> Int16 {
        let bits = code ^ 0x55
        let segment = Int32(bits >> 4 & 7)
        let mantissa = Int32(bits & 0x0F) << 4 + 8
        let magnitude = segment == 0 ? mantissa : (mantissa + 256) << (segment - 1)
        return Int16(bits & 0x80 == 0 ? -magnitude : magnitude)
    }
}

extension Codec {
    package var law: G711 {
        switch self {
        case .pcmu: .muLaw
        case .pcma: .aLaw
        }
    }
}
