// SPDX-License-Identifier: GPL-3.0-or-later
/// The lines of a body that Sofia gets to see.
///
/// `sdp_parse` of Debian 12 allocates without end when a media format begins with a character that is not of a token,
/// stops without a word at a line of one character, and reads `r=` and `z=` lines that nobody needs here. So media
/// lines are held against the grammar first, and lines of no use to offer and answer are left out.
struct SDPLines: Equatable, Sendable {
    static let mostMediaLines = 32

    private(set) var kept: [UInt8] = []
    private(set) var mediaCount = 0

    init(_ body: [UInt8]) throws(SDPFailure) {
        var mediaLines: [ArraySlice<UInt8>] = []
        for line in body.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
            let line = line.drop(while: Self.isBlank)
            // The first line is kept whatever it is: it has to be the version.
            guard kept.isEmpty ? !line.isEmpty : Self.isUseful(line) else { continue }
            if line.starts(with: "m=".utf8) { mediaLines.append(line.dropFirst(2)) }
            kept += line
            kept += [13, 10]
        }
        mediaCount = mediaLines.count
        guard mediaCount <= Self.mostMediaLines else {
            throw .malformed(
                "The session description has \(mediaCount) media lines; at most \(Self.mostMediaLines) are read."
            )
        }
        for line in mediaLines { try Self.check(line) }
    }

    private static func isUseful(_ line: ArraySlice<UInt8>) -> Bool {
        guard let letter = line.first, line.dropFirst().first == UInt8(ascii: "=") else { return false }
        return "vosacm".utf8.contains(letter)
    }

    /// Holds `audio 4000/2 RTP/AVP 0 8` against [RFC 8866 §9](https://www.rfc-editor.org/rfc/rfc8866#section-9).
    private static func check(_ line: ArraySlice<UInt8>) throws(SDPFailure) {
        let words = line.split(whereSeparator: isBlank)
        guard words.count >= 4 else {
            throw .malformed("A media line needs a type, a port, a transport and a format.")
        }
        let ports = words[1].split(
            separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard ports.allSatisfy({ UInt16($0) != nil }) else {
            throw .malformed("The port of a media line is not a number between 0 and 65535.")
        }
        let transport = words[2].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard ([words[0]] + transport + words[3...]).allSatisfy({ !$0.isEmpty && $0.allSatisfy(isTokenByte) })
        else {
            throw .malformed("A media line has characters that RFC 8866 does not allow there.")
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`{|}~".utf8.contains(byte)
        }
    }
}

extension UInt16 {
    /// Reads up to five digits and nothing else.
    fileprivate init?(_ digits: ArraySlice<UInt8>) {
        guard (1...5).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        self.init(String(decoding: digits, as: UTF8.self))
    }
}
