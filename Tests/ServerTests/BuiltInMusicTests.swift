// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media
import Platform
import Server
import Testing

@Suite struct `The music inside the program` {
    @Test func `is every piece that was composed for it`() {
        #expect(BuiltInMusic.pieces.map(\.name).sorted() == Piece.all.map(\.name).sorted())
    }

    @Test func `is the music of the media folder, byte for byte, and opens in place`() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        for (name, bytes) in BuiltInMusic.pieces {
            #expect(Array(bytes) == (try Files.read("\(root)/media/hold/\(name).flac")), "\(name)")
            let file = try SoundFile(immortal: bytes)
            #expect(file.sampleRate == Piece.sampleRate)
            #expect(file.frames > 60 * file.sampleRate)
        }
    }
}
