// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Media
import Testing

@Suite struct `A piece of hold music` {
    static let names = Piece.all.map(\.name)

    private func piece(_ name: String) throws -> Piece {
        try #require(Piece.all.first { $0.name == name })
    }

    private func committed(_ name: String) throws -> [Float] {
        try MediaFolder.samples("hold/\(name).flac")
    }

    @Test func `has a name of its own that can be a file's, and a title`() {
        #expect(Piece.all.count == 3)
        #expect(Set(Self.names).count == 3)
        #expect(Self.names.allSatisfy { $0.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil })
        #expect(Piece.all.allSatisfy { !$0.title.isEmpty })
    }

    @Test(arguments: names) func `is the committed file, played again`(name: String) throws {
        let piece = try piece(name)
        let played = piece.render(seconds: 5)
        #expect(played.count == 5 * Piece.sampleRate)
        let shipped = try MediaFolder.samples("hold/\(name).flac", upTo: played.count)
        let furthest = zip(played, shipped).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(furthest <= 1.01 / 32_768)
    }

    @Test(arguments: names) func `lasts one to three minutes in mono at 24 kHz`(name: String) throws {
        let file = try SoundFile(path: "\(MediaFolder.path)/hold/\(name).flac")
        #expect(file.channels == 1)
        #expect(file.sampleRate == Piece.sampleRate)
        let seconds = Double(file.frames) / Double(file.sampleRate)
        #expect((60...180).contains(seconds))
        #expect(abs(seconds - (try piece(name).seconds)) < 0.001)
    }

    @Test(arguments: names) func `is at −20 dBFS with peaks under −3`(name: String) throws {
        let samples = try committed(name)
        let level = MediaFolder.decibels(MediaFolder.level(samples[...]))
        #expect(abs(level + 20) < 0.3)
        #expect(MediaFolder.decibels(MediaFolder.peak(samples)) < -3)
        let mean = samples.reduce(0) { $0 + Double($1) } / Double(samples.count)
        #expect(abs(mean) < 0.001)
    }

    @Test(arguments: names) func `never falls quiet, neither as it is nor on a telephone`(name: String) throws
    {
        let whole = try committed(name)
        let heard = TelephoneBand.heard(whole, sampleRate: Double(Piece.sampleRate))
        for samples in [whole, heard] {
            let mean = MediaFolder.decibels(MediaFolder.level(samples[...]))
            let window = Piece.sampleRate / 2
            for start in stride(from: 0, to: samples.count - window, by: window / 2) {
                let level = MediaFolder.decibels(MediaFolder.level(samples[start..<start + window]))
                #expect(level > mean - 15, "at \(Double(start) / Double(Piece.sampleRate)) s")
            }
        }
    }

    @Test(arguments: names) func `loses less than 6 dB on a telephone`(name: String) throws {
        let samples = try committed(name)
        let heard = TelephoneBand.heard(samples, sampleRate: Double(Piece.sampleRate))
        let loss = MediaFolder.level(samples[...]) / MediaFolder.level(heard[...])
        #expect(MediaFolder.decibels(loss) < 6)
    }

    @Test(arguments: names) func `goes from its end into its beginning without a jump`(name: String) throws {
        let samples = try committed(name)
        let seam = abs(samples[0] - samples[samples.count - 1])
        let nearby = zip(samples[..<2400], samples[1..<2401]).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(seam <= max(nearby, 0.005))
    }

    @Test func `asked for more than there is gives one turn, and for nothing gives nothing`() throws {
        let piece = try piece("paper-boats")
        #expect(piece.render(seconds: 0).isEmpty)
        #expect(piece.render(seconds: -1).isEmpty)
        #expect(piece.render(seconds: 0.01) == piece.render(seconds: 0.01))
    }
}
