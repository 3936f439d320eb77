// SPDX-License-Identifier: GPL-3.0-or-later
internal import CSoxr

/// Changes the sample rate by libsoxr at its very high quality (`soxr_create`, `soxr_process`).
struct Resampler: ~Copyable {
    private let resampler: OpaquePointer?
    private let ratio: Double

    init(from source: Int, to target: Int) {
        precondition(source > 0 && target > 0, "sample rates are positive")
        ratio = Double(target) / Double(source)
        guard source != target else {
            resampler = nil
            return
        }
        var quality = soxr_quality_spec(UInt(SOXR_VHQ), 0)
        var format = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
        resampler = soxr_create(Double(source), Double(target), 1, nil, &format, &quality, nil)
        precondition(resampler != nil, "libsoxr takes every ratio of audio rates")
    }

    deinit {
        if let resampler { soxr_delete(resampler) }
    }

    /// Feeds samples, and returns those that are ready.
    mutating func process(_ samples: [Float]) -> [Float] {
        guard resampler != nil else { return samples }
        return samples.withUnsafeBufferPointer { run($0) }
    }

    /// Ends the input, and returns what is left.
    mutating func finish() -> [Float] {
        guard resampler != nil else { return [] }
        var rest: [Float] = []
        while true {
            let part = run(nil)
            if part.isEmpty { return rest }
            rest += part
        }
    }

    private func run(_ input: UnsafeBufferPointer<Float>?) -> [Float] {
        let capacity = Int(Double(input?.count ?? 0) * ratio) + 4096
        return [Float](unsafeUninitializedCapacity: capacity) { output, count in
            var consumed = 0
            let failure = soxr_process(
                resampler, input?.baseAddress, input?.count ?? 0, &consumed, output.baseAddress, capacity,
                &count)
            precondition(failure == nil && consumed == input?.count ?? 0, "libsoxr takes all it is given")
        }
    }
}
