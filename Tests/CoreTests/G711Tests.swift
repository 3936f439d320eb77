// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

struct G711Tests {
    @Test(arguments: [G711.muLaw, .aLaw])
    func `each code survives decoding and encoding`(law: G711) {
        for code in UInt8.min...UInt8.max {
            let again = law.encode(law.decode(code))
            // µ-law has two zeros, 0x7F and 0xFF, which sound the same.
            #expect(law.decode(again) == law.decode(code), "\(law) \(code)")
        }
    }

    @Test(arguments: [G711.muLaw, .aLaw])
    func `every sample is encoded within half a step of its segment`(law: G711) {
        let levels = Set((UInt8.min...UInt8.max).map { Int(law.decode($0)) }).sorted()
        for sample in Int16.min...Int16.max {
            let error = abs(Int(law.decode(law.encode(sample))) - Int(sample))
            let above = levels.firstIndex { $0 >= Int(sample) } ?? levels.count - 1
            // At the border of two segments the wider step counts.
            let steps = [(above - 1, above), (above, above + 1), (above - 2, above - 1)].compactMap {
                low, high in
                levels.indices.contains(low) && levels.indices.contains(high)
                    ? levels[high] - levels[low] : nil
            }
            let clipped = max(0, Int(sample) - levels.last!, levels.first! - Int(sample))
            if error > steps.max()! / 2 + clipped { Issue.record("\(law) \(sample): off by \(error)") }
        }
    }

    @Test func `known codes are those of the standard`() {
        #expect(G711.muLaw.encode(0) == 0xFF)
        #expect(G711.muLaw.encode(32_767) == 0x80)
        #expect(G711.muLaw.encode(-32_768) == 0x00)
        #expect(G711.muLaw.decode(0x80) == 32_124)
        #expect(G711.aLaw.encode(0) == 0xD5)
        #expect(G711.aLaw.encode(-1) == 0x55)
        #expect(G711.aLaw.encode(32_767) == 0xAA)
        #expect(G711.aLaw.decode(0xAA) == 32_256)
        #expect(G711.aLaw.decode(0xD5) == 8)
    }
}
