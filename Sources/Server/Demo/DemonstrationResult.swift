// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
package import Media

/// What was heard in a demonstration.
package struct DemonstrationResult: Sendable {
    package var orbit: String
    package var call: String
    /// From the answer to the first packet of music.
    package var firstPacketAfter: Duration?
    package var music: ReceivedStream
    package var hearing: Hearing
    /// Bytes of payload that are those of the encoded music, each in its place.
    package var bytesAsEncoded: Int
    package var reports: Int
    /// How much of what each heard in the conversation was the other's tone, from 0 to 1.
    package var callerHeard: Double
    package var retrieverHeard: Double
    /// Whether both telephones saw the call end.
    package var isOver: Bool
    package var outcome: String
    /// The SIP messages of both telephones, drawn.
    package var ladder: [String]

    /// Whether a person would call this clean music and a good conversation.
    package var isGood: Bool {
        !music.payload.isEmpty && music.lost == 0 && music.skipped == .zero && music.duplicates == 0
            && music.reordered == 0 && hearing.level > -40 && hearing.correlation > 0.99
            && bytesAsEncoded == music.payload.count && callerHeard > 0.9 && retrieverHeard > 0.9 && isOver
            && outcome == Outcome.retrieved.rawValue
    }

    /// What was heard, in lines for a person.
    package var report: [String] {
        let late = music.latenesses
        let seconds = Double(music.samples.count) / Double(music.codec.clockRate)
        let start = Double(hearing.offset) / Double(music.codec.clockRate)
        return [
            "Parked    orbit \(orbit), call \(call), first packet \(milliseconds(firstPacketAfter)) after the answer",
            "Heard     \(fixed(seconds, 2)) s of music in \(music.count) packets: \(music.lost) lost, "
                + "\(music.duplicates) twice, \(music.reordered) out of order, \(music.foreign) foreign, "
                + "\(music.skipped.milliseconds) ms skipped",
            "Timing    jitter \(milliseconds(music.jitter)), lateness p50 \(milliseconds(late.quantile(0.5))), "
                + "p99 \(milliseconds(late.quantile(0.99))), worst \(milliseconds(late.last))",
            "Sound     \(fixed(hearing.level, 1)) dBFS, correlation with the music \(fixed(hearing.correlation, 4)) "
                + "from \(fixed(start, 2)) s on, \(bytesAsEncoded) of \(music.payload.count) bytes as encoded",
            "Talked    the caller heard the retriever's tone (\(percent(callerHeard)) of the sound), "
                + "the retriever the caller's (\(percent(retrieverHeard)))",
            "RTCP      \(reports) reports to the caller",
            "Ended     \(isOver ? "both telephones were hung up" : "a telephone was NOT hung up"), outcome \(outcome)",
        ]
    }

    /// Keeps the music that was heard as a WAV file.
    package func write(wav path: String) throws(SoundFileError) {
        var writer = try SoundFileWriter(path: path, .wav, sampleRate: music.codec.clockRate)
        try writer.write(music.samples)
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

private func percent(_ share: Double) -> String { fixed(100 * share, 1) + " %" }

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
