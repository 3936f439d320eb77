// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a sound could not be read or written, with the words of libsndfile or of the system.
package enum SoundFileError: Error, Equatable, Sendable {
    /// The file cannot be opened, read or written at all.
    case system(String)
    /// No format that libsndfile knows.
    case unrecognised(String)
    /// A known format whose content contradicts itself or breaks off.
    case malformed(String)
    /// A known container around an encoding that this libsndfile cannot decode.
    case unsupported(String)

    package var reason: String {
        switch self {
        case .system(let text), .unrecognised(let text), .malformed(let text), .unsupported(let text): text
        }
    }
}
