// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSndfile
internal import Glibc

/// Bytes that libsndfile takes for a file (`sf_open_virtual`).
final class SoundMemory {
    private let immortal: UnsafeRawBufferPointer?
    private(set) var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
        immortal = nil
    }

    init(immortal: UnsafeRawBufferPointer) {
        bytes = []
        self.immortal = immortal
    }

    private var count: Int { immortal?.count ?? bytes.count }

    /// The owner of the `SNDFILE` keeps this object for as long as the file is open.
    func open(_ mode: Int32, _ info: UnsafeMutablePointer<SF_INFO>) -> OpaquePointer? {
        var callbacks = SF_VIRTUAL_IO(
            get_filelen: { sf_count_t(SoundMemory.behind($0).count) },
            seek: { SoundMemory.behind($2).seek(Int($0), $1) },
            read: { sf_count_t(SoundMemory.behind($2).read($0, Int($1))) },
            write: { sf_count_t(SoundMemory.behind($2).write($0, Int($1))) },
            tell: { sf_count_t(SoundMemory.behind($0).position) })
        return sf_open_virtual(&callbacks, mode, info, Unmanaged.passUnretained(self).toOpaque())
    }

    private static func behind(_ pointer: UnsafeMutableRawPointer?) -> SoundMemory {
        Unmanaged<SoundMemory>.fromOpaque(pointer!).takeUnretainedValue()
    }

    private func seek(_ offset: Int, _ whence: Int32) -> sf_count_t {
        let base =
            switch whence {
            case SEEK_CUR: position
            case SEEK_END: count
            default: 0
            }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return -1 }
        position = target
        return sf_count_t(target)
    }

    private func read(_ target: UnsafeMutableRawPointer?, _ wanted: Int) -> Int {
        let length = min(wanted, count - position)
        guard length > 0, let target else { return 0 }
        if let immortal {
            target.copyMemory(from: immortal.baseAddress! + position, byteCount: length)
        } else {
            bytes.withUnsafeBytes { target.copyMemory(from: $0.baseAddress! + position, byteCount: length) }
        }
        position += length
        return length
    }

    private func write(_ source: UnsafeRawPointer?, _ length: Int) -> Int {
        guard length > 0, let source else { return 0 }
        if bytes.count < position + length {
            bytes += repeatElement(0, count: position + length - bytes.count)
        }
        bytes.withUnsafeMutableBytes {
            ($0.baseAddress! + position).copyMemory(from: source, byteCount: length)
        }
        position += length
        return length
    }
}
