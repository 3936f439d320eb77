// SPDX-License-Identifier: GPL-3.0-or-later

/// A SIP message that has come, as far as a telephone of the benchmarks must understand it.
struct SIPText {
    private let lines: [Substring]

    init(_ bytes: some Sequence<UInt8>) {
        lines = String(decoding: Array(bytes), as: UTF8.self).split(
            separator: "\r\n", omittingEmptySubsequences: true)
    }

    /// Nil for a request.
    var status: Int? {
        guard let first = lines.first, first.hasPrefix("SIP/2.0 ") else { return nil }
        return Int(first.dropFirst(8).prefix(3))
    }

    subscript(name: String) -> String? {
        lines.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// The 200 to this request.
    var agreement: String {
        let copied = lines.filter { line in
            ["Via: ", "From: ", "To: ", "Call-ID: ", "CSeq: "].contains { line.hasPrefix($0) }
        }
        return (["SIP/2.0 200 OK"] + copied + ["Content-Length: 0", "", ""]).joined(separator: "\r\n")
    }
}
