// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Server
import Testing

@Suite("Configuration: ranges")
struct ConfigurationRangesTests {
    private func problems(_ ranges: String) -> [String] {
        do throws(ConfigurationFailure) {
            let file = ConfigurationFile(name: "f", bytes: Array(("ranges:\n" + ranges).utf8))
            _ = try LoadedConfiguration.load(file: file)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: [
        ("- {first: 700, last: 719}", "f:2:3: ranges: the range lacks name"),
        ("- {}", "f:2:3: ranges: the range lacks name, first, last"),
        ("- main", "f:2:3: ranges: a single value is given; accepted: {name: …, first: …, last: …}"),
        ("- {name: a/b, first: 700, last: 719}", "f:2:10: ranges: name: name 'a/b' must be 1 to 64 letters"),
        ("- {name: a, first: 0700, last: 719}", "f:2:20: ranges: first: '0700' is not an orbit number"),
        ("- {name: a, first: \"*50\", last: \"*101\"}", "f:2:20: ranges: first: '*50' is too small"),
        (
            "- {name: a, first: 700, last: 1000}",
            "f:2:31: ranges: first 700 and last 1000 must have the same length"
        ),
        ("- {name: a, first: 719, last: 700}", "f:2:31: ranges: first 719 must not be above last 700"),
        ("- {name: a, first: 10000, last: 20000}", "f:2:33: ranges: 10000 to 20000 are 10001 orbits"),
        ("- {name: a, first: [1], last: 2}", "f:2:20: ranges: first: a list is given"),
        (
            "- {name: a, first: 1, last: 2, selection: lowst}",
            "f:2:43: ranges: selection: 'lowst' is not known; did you mean 'lowest'?; accepted: lowest, next, random, longest_idle"
        ),
        (
            "- {name: a, first: 1, last: 2, reuse_after_s: -1}",
            "f:2:47: ranges: reuse_after_s: '-1' is not; accepted: whole seconds from 0 to 86400"
        ),
        (
            "- {name: a, first: 1, last: 2, reuse_after_s: 86401}",
            "f:2:47: ranges: reuse_after_s: '86401' is not"
        ),
        (
            "- {name: a, first: 1, last: 2, on_full: overflow}",
            "f:2:41: ranges: on_full is overflow: name the other range"
        ),
        (
            "- {name: a, first: 1, last: 2, on_full: overflow, overflow_to: a}",
            "f:2:64: ranges: overflow_to must name another range"
        ),
        (
            "- {name: a, first: 1, last: 2, overflow_to: c}",
            "f:2:45: ranges: no range is named 'c': did you mean 'a'?; accepted: a"
        ),
        (
            "- {name: a, first: 1, last: 2, program: x}",
            "f:2:32: ranges: unknown key 'program' in a range: did you mean 'programme'?"
        ),
        (
            "- {name: a, first: 1, last: 5}\n- {name: b, first: 5, last: 9}",
            "f:3:20: ranges: 5–9 overlaps range 'a' (1–5); an orbit lies in one range"
        ),
        (
            "- {name: a, first: 1, last: 5}\n- {name: a, first: 6, last: 9}",
            "f:3:10: ranges: another range is named 'a'"
        ),
    ])
    func `a bad range is refused at the scalar that offends`(ranges: String, expected: String) {
        let found = problems(ranges)
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test func `a pool that holds too many orbits is refused at the range that fills it`() {
        let ranges = (1...6).map { "- {name: r\($0), first: \($0)0000, last: \($0)9999}" }.joined(
            separator: "\n")
        #expect(
            problems(ranges) == ["f:7:34: ranges: pool 'main' comes to 60000 orbits; accepted: at most 50000"]
        )
    }

    @Test func `a range that cannot be read is not also missed by those that overflow into it`() {
        let found = problems("- {name: a, first: 1, last: 2, overflow_to: b}\n- {name: b, first: x, last: 5}")
        #expect(found.count == 1 && found[0].hasPrefix("f:3:20: "), "\(found)")
    }

    @Test func `two bad ranges are both reported`() {
        #expect(problems("- {name: a}\n- {name: b, first: 1, last: 2, lamp: x}").count == 2)
    }

    @Test func `the defaults that are documented are those of the core`() throws {
        let file = ConfigurationFile(name: "f", bytes: Array("ranges: [{name: a, first: 1, last: 2}]".utf8))
        let bare = try LoadedConfiguration.load(file: file).configuration
        let settings = RangeSetting.all.filter { !$0.defaultText.isEmpty }
        let written = settings.map { "\($0.name): \($0.defaultText)" }.joined(separator: ", ")
        let full = try LoadedConfiguration.load(
            settings: ["ranges=[{name: a, first: 1, last: 2, \(written)}]"]
        ).configuration
        #expect(settings.count == 6)
        #expect(bare.ranges == full.ranges)
        #expect(
            bare.ranges == [
                OrbitRange(name: "a", span: try OrbitSpan(first: OrbitNumber("1"), last: OrbitNumber("2")))
            ])
    }
}
