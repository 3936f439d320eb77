// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
package import Platform

/// The bytes of a configuration file, with the name it was asked for by.
package struct ConfigurationFile: Sendable {
    package let name: String
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Reads a file, a pipe or a device, and no more of it than shows that it is too large.
    package static func read(_ path: String) throws(SystemError) -> ConfigurationFile {
        let descriptor = try check("open \(path)") { open(path, O_RDONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= YAMLReader.mostBytes {
            let count = try check("read \(path)") { Glibc.read(descriptor, &chunk, chunk.count) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return ConfigurationFile(name: path, bytes: bytes)
    }
}
