// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc

/// Files read and written as wholes.
package enum Files {
    package static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = try check("open \(path)") { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = try check("read \(path)") { Glibc.read(descriptor, &chunk, chunk.count) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Replaces a file so that a crash at any moment leaves the old one or the new one, whole.
    ///
    /// Temporary name, write, `fsync`, `rename`, `fsync` of the directory.
    package static func writeDurably(
        _ bytes: some Collection<UInt8>, to path: String, mode: UInt32 = 0o644
    ) throws(SystemError) {
        let temporary = path + ".new"
        do {
            let descriptor = try check("open \(temporary)") {
                open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
            }
            defer { close(descriptor) }
            try check("fchmod \(temporary)") { fchmod(descriptor, mode) }
            try writeAll(Array(bytes), to: descriptor, path: temporary)
            try check("fsync \(temporary)") { fsync(descriptor) }
        }
        try check("rename \(path)") { rename(temporary, path) }
        try syncDirectory(parent(of: path))
    }

    /// Makes a directory and those above it; one that exists is fine.
    package static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(SystemError) {
        var partial = path.hasPrefix("/") ? "/" : ""
        for component in path.split(separator: "/") {
            partial += (partial.isEmpty || partial.hasSuffix("/") ? "" : "/") + component
            if mkdir(partial, mode) == 0 {
                try syncDirectory(parent(of: partial))
            } else if errno != EEXIST {
                throw SystemError("mkdir \(partial)")
            }
        }
    }

    package static func syncDirectory(_ path: String) throws(SystemError) {
        let descriptor = try check("open \(path)") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(descriptor) }
        try check("fsync \(path)") { fsync(descriptor) }
    }

    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try check("write \(path)") {
                bytes.withUnsafeBytes { buffer in
                    write(descriptor, buffer.baseAddress! + written, bytes.count - written)
                }
            }
        }
    }
}
