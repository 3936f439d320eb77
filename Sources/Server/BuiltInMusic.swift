// SPDX-License-Identifier: GPL-3.0-or-later
internal import CAssets

/// The hold music inside the program (`layby_asset_at`), so that it plays wherever the program runs.
package enum BuiltInMusic {
    /// FLAC files, in place; they live as long as the program.
    package static var pieces: [(name: String, bytes: UnsafeRawBufferPointer)] {
        (0..<layby_asset_count()).map { index in
            let asset = layby_asset_at(index)!.pointee
            return (
                String(cString: asset.name), UnsafeRawBufferPointer(start: asset.bytes, count: asset.size)
            )
        }
    }
}
