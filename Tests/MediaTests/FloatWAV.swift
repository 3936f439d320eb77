// SPDX-License-Identifier: GPL-3.0-or-later

/// A WAV file of 32-bit floats made by hand, so that the reader is not only tested with its own writer.
enum FloatWAV {
    static func bytes(channels: [[Float]], sampleRate: UInt32) -> [UInt8] {
        let count = UInt16(channels.count)
        let frames = channels[0].count
        let data = (0..<frames).flatMap { frame in channels.flatMap { little($0[frame].bitPattern) } }
        var format = little(UInt16(3)) + little(count)
        format += little(sampleRate) + little(sampleRate * UInt32(count) * 4)
        format += little(count * 4) + little(UInt16(32))
        let body = chunk("fmt ", format) + chunk("data", data)
        return chunk("RIFF", Array("WAVE".utf8) + body)
    }

    private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        Array(name.utf8) + little(UInt32(body.count)) + body
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
