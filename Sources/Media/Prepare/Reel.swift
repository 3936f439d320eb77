// SPDX-License-Identifier: GPL-3.0-or-later
package import Core

/// A programme encoded once for one codec: a loop of bytes that never changes and never moves.
package final class Reel: Sendable {
    package let codec: Codec
    /// One byte a sample, at the codec's clock rate.
    package nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

    /// Encodes samples at 8 kHz.
    package init(_ samples: [Int16], as codec: Codec) {
        precondition(!samples.isEmpty, "a reel has something to play")
        let encoded = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: samples.count)
        for index in samples.indices { encoded[index] = codec.law.encode(samples[index]) }
        self.codec = codec
        bytes = UnsafeBufferPointer(encoded)
    }

    deinit {
        bytes.deallocate()
    }
}

/// What a programme sounds like, in every codec.
package struct Music: Sendable {
    package let name: String
    package let reels: [Codec: Reel]

    package init(name: String, samples: [Int16]) {
        self.name = name
        reels = Dictionary(uniqueKeysWithValues: Codec.allCases.map { ($0, Reel(samples, as: $0)) })
    }
}
