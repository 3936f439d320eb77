// SPDX-License-Identifier: GPL-3.0-or-later
internal import CLinux
internal import Glibc

/// What the system lets this process have.
package enum ProcessLimits {
    /// Raises the number of descriptors to the most the system allows, and returns it.
    @discardableResult
    package static func raiseDescriptors() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(resource, &limit)
        _ = getrlimit(resource, &limit)
        return Int(clamping: limit.rlim_cur)
    }
}
