// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
package import Media
internal import Platform

extension Demonstration.Result {
    /// What was heard, in lines for a person.
    package var report: [String] {
        let late = stream.latenesses
        let seconds = Double(stream.samples.count) / Double(stream.codec.clockRate)
        let start = Double(hearing.offset) / Double(stream.codec.clockRate)
        return [
            "Parked    orbit \(orbit), call \(call), first packet \(milliseconds(firstPacketAfter)) after the answer",
            "Heard     \(fixed(seconds, 2)) s of music in \(stream.count) packets: \(stream.lost) lost, "
                + "\(stream.duplicates) twice, \(stream.reordered) out of order, \(stream.foreign) foreign, "
                + "\(stream.skipped.milliseconds) ms skipped",
            "Timing    jitter \(milliseconds(stream.jitter)), lateness p50 \(milliseconds(late.quantile(0.5))), "
                + "p99 \(milliseconds(late.quantile(0.99))), worst \(milliseconds(late.last))",
            "Sound     \(fixed(hearing.level, 1)) dBFS, correlation with the music \(fixed(hearing.correlation, 4)) "
                + "from \(fixed(start, 2)) s on, \(bytesAsEncoded) of \(stream.payload.count) bytes as encoded",
            "RTCP      \(reports) reports, the last one the good-bye",
            "Released  outcome \(releasedAs), orbit \(orbit) is \(stateAfterwards)",
        ]
    }

    /// Keeps what was heard as a WAV file.
    package func write(wav path: String) throws(SoundFileError) {
        var writer = try SoundFileWriter(path: path, .wav, sampleRate: stream.codec.clockRate)
        try writer.write(stream.samples)
        try writer.finish()
    }
}

extension [Duration] {
    fileprivate func quantile(_ part: Double) -> Duration? {
        isEmpty ? nil : self[Swift.min(count - 1, Int(Double(count) * part))]
    }
}

private func milliseconds(_ duration: Duration?) -> String {
    duration.map { fixed(Double($0.nanoseconds) / 1e6, 2) + " ms" } ?? "never"
}

/// A number with so many decimals.
private func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "none" }
    let scale = (0..<decimals).reduce(Int64(1)) { scale, _ in scale * 10 }
    let scaled = Int64((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let fraction = String(scaled % scale)
    return sign + String(scaled / scale)
        + (decimals == 0 ? "" : "." + String(repeating: "0", count: decimals - fraction.count) + fraction)
}
