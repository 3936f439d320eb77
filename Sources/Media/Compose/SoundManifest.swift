// SPDX-License-Identifier: GPL-3.0-or-later
internal import Glibc
package import Platform

/// The list of shipped sounds and their hashes, as `sha256sum -c` reads it.
package enum SoundManifest {
    package static let fileName = "MANIFEST.sha256"

    /// One line for every FLAC file below the directory, in the order of their paths.
    package static func text(of directory: String) throws(SystemError) -> String {
        var lines = ""
        for path in try sounds(below: directory, prefix: "").sorted() {
            let digest = SHA256.digest(try Files.read(directory + "/" + path))
            lines += "\(hexadecimal(digest))  \(path)\n"
        }
        return lines
    }

    private static func sounds(below directory: String, prefix: String) throws(SystemError) -> [String] {
        guard let stream = opendir(directory) else { throw SystemError("opendir \(directory)") }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            if name.hasSuffix(".flac") {
                found.append(prefix + name)
            } else if entry.pointee.d_type == DT_DIR {
                found += try sounds(below: directory + "/" + name, prefix: prefix + name + "/")
            }
        }
        return found
    }
}
