// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// A system call that failed, with the reason the kernel gave.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let call: String
    package let code: Int32

    /// Captures `errno`, so it must be made before anything else can run.
    package init(_ call: String, code: Int32 = Glibc.errno) {
        self.call = call
        self.code = code
    }

    package var isDiskFull: Bool { code == ENOSPC || code == EDQUOT }
    package var isNoSuchFile: Bool { code == ENOENT }
    package var isAddressInUse: Bool { code == EADDRINUSE }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }
}

/// Calls again while a signal interrupts, and turns −1 into an error.
@discardableResult
package func check<Value: FixedWidthInteger>(
    _ call: String, _ body: () -> Value
) throws(SystemError) -> Value {
    while true {
        let value = body()
        if value != -1 { return value }
        let code = errno
        if code != EINTR { throw SystemError(call, code: code) }
    }
}
