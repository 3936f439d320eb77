// SPDX-License-Identifier: GPL-3.0-or-later
internal import Platform
internal import Glibc

/// Where a command writes: the two standard descriptors, or memory.
final class Output: Sendable {
    private struct State {
        var out: [UInt8] = []
        var err: [UInt8] = []
        /// The first `errno` that writing came to.
        var failure: Int32 = 0
    }

    private let state = Guarded(State())
    private let isKept: Bool

    /// Output that is kept is for whoever wants to look at it afterwards.
    init(isKept: Bool = false) {
        self.isKept = isKept
    }

    var out: String { state.withLock { String(decoding: $0.out, as: UTF8.self) } }
    var err: String { state.withLock { String(decoding: $0.err, as: UTF8.self) } }

    /// Whether something that was printed is lost; a reader that went away did not want it.
    var problem: String? {
        let code = state.withLock { $0.failure }
        return code == 0 || code == EPIPE ? nil : String(cString: strerror(code))
    }

    func print(_ line: String) {
        write(Array((line + "\n").utf8))
    }

    /// Writes bytes as they are.
    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            if isKept { state.out += bytes } else { Self.send(bytes, to: 1, &state.failure) }
        }
    }

    func complain(_ line: String) {
        state.withLock { state in
            let bytes = Array((line + "\n").utf8)
            var ignored: Int32 = 0
            if isKept { state.err += bytes } else { Self.send(bytes, to: 2, &ignored) }
        }
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32, _ failure: inout Int32) {
        var sent = 0
        while failure == 0, sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress! + sent, bytes.count - sent)
            }
            if count >= 0 { sent += count } else if errno != EINTR { failure = errno }
        }
    }
}
