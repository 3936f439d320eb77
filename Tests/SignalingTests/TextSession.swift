// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Signaling

/// A session description of one word: `port 4000`, `no codec`, or something malformed.
struct TextSession: MediaNegotiation {
    var version = 0

    init(sessionID: UInt64) {}

    static func inspect(_ body: [UInt8]) throws(SDPFailure) -> RemoteMedia {
        let text = String(decoding: body, as: UTF8.self)
        if text == "no codec" { throw .noCommonCodec(text) }
        guard text.hasPrefix("port "), let port = UInt16(text.dropFirst(5)) else { throw .malformed(text) }
        return media(port)
    }

    mutating func answer(_ offer: [UInt8], local: SocketAddress, onlySends: Bool) throws(SDPFailure)
        -> [UInt8]
    {
        let media = try Self.inspect(offer)
        version += 1
        return Array("answer \(version) to \(media.target.remote.port)".utf8)
    }

    mutating func offer(local: SocketAddress, onlySends: Bool) -> [UInt8] {
        version += 1
        return Array("offer \(version)".utf8)
    }

    mutating func accept(answer: [UInt8]) throws(SDPFailure) -> RemoteMedia {
        try Self.inspect(answer)
    }
}

func media(_ port: UInt16) -> RemoteMedia {
    RemoteMedia(target: MediaTarget(remote: SocketAddress(IPAddress(v4: 0x7F00_0001), port), codec: .pcmu))
}

func text(_ text: String) -> [UInt8] { Array(text.utf8) }
