// SPDX-License-Identifier: GPL-3.0-or-later
internal import CLinux
internal import Glibc

/// Keeps a directory to one process: an `flock` that the kernel drops with the process, however it ends.
package struct DirectoryLock: ~Copyable, Sendable {
    package enum Failure: Error, Equatable, Sendable {
        /// Another process has it; its id when it could be read.
        case held(by: Int?)
        case system(SystemError)
    }

    private let descriptor: Int32

    package init(_ directory: String) throws(Failure) {
        let path = directory + "/lock"
        let descriptor: Int32
        do throws(SystemError) {
            descriptor = try check("open \(path)") { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
        } catch {
            throw .system(error)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &text, text.count, 0)
            close(descriptor)
            let holder = String(decoding: text[..<max(0, count)], as: UTF8.self).split(separator: "\n").first
            throw .held(by: holder.flatMap { Int($0) })
        }
        let owner = "\(getpid())\n"
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, owner, owner.utf8.count, 0)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
