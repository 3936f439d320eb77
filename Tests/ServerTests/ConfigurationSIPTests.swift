// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Server
import Testing

@Suite("Configuration: SIP")
struct ConfigurationSIPTests {
    private func load(
        _ text: String, environment: [String: String] = [:], settings: [String] = [], isDemo: Bool = false
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        try LoadedConfiguration.load(
            isDemo: isDemo, file: ConfigurationFile(name: "f", bytes: Array(text.utf8)),
            environment: environment, settings: settings)
    }

    private func problems(_ text: String, settings: [String] = []) -> [String] {
        do throws(ConfigurationFailure) {
            _ = try load(text, settings: settings)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func `by default SIP is spoken on port 5060 and park is the park number`() {
        let sip = Configuration().sip
        #expect(sip.listen.map(\.description) == ["udp:0.0.0.0:5060", "tcp:0.0.0.0:5060"])
        #expect(sip.advertise == nil)
        #expect(sip.parkNumbers == [.init(number: "park")])
        #expect(sip.pickupPrefix == "*88")
        #expect(sip.trustedPeers.map(\.description) == ["127.0.0.0/8", "::1/128"])
    }

    @Test func `no listener is a choice, and so is no prefix`() throws {
        let sip = try load("sip: {listen: [], pickup_prefix: \"\"}").configuration.sip
        #expect(sip.listen.isEmpty)
        #expect(sip.pickupPrefix.isEmpty)
    }

    @Test func `port 0 may be listed twice, for it is two ports`() throws {
        let sip = try load("sip: {listen: [udp:127.0.0.1:0, udp:127.0.0.1:0]}").configuration.sip
        #expect(sip.listen.map(\.address.port) == [0, 0])
        #expect(sip.listen.map(\.transport) == [.udp, .udp])
    }

    @Test(arguments: [
        ("auto", nil), ("192.0.2.7", "192.0.2.7"), ("\"2001:DB8::1\"", "[2001:db8::1]"),
        ("\"[::1]\"", "[::1]"), ("pbx", "pbx"), ("a-1.example.test.", "a-1.example.test."),
    ])
    func `the advertised host is as it stands in a URI`(text: String, host: String?) throws {
        #expect(try load("sip: {advertise: \(text)}").configuration.sip.advertise == host)
    }

    @Test(arguments: [
        "0.0.0.0", "\"::\"", "\"[::1]:5060\"", "\"pbx:5060\"", "-a.test", "a-.test", "a..test", ".", "\"\"",
        "1.2.3", "a.1", "a b", "é.test", "sip:pbx", "a_b.test",
    ])
    func `what is no host is not advertised`(text: String) {
        let found = problems("sip:\n  advertise: \(text)\n")
        #expect(found.count == 1 && found[0].hasPrefix("f:2:14: sip.advertise: "), "\(found)")
        #expect(found[0].hasSuffix("; accepted: auto, an address, or a host name"), "\(found)")
    }

    @Test(arguments: [63, 64])
    func `a label of a host name has at most 63 characters`(count: Int) {
        let name = String(repeating: "a", count: count)
        #expect(problems("sip: {advertise: \(name).test}").count == count - 63)
    }

    @Test(arguments: ["*68", "a", "#70", "-_.", String(repeating: "9", count: 64)])
    func `a park number is one that can be dialled`(number: String) throws {
        let sip = try load("sip: {park_number: \"\(number)\"}").configuration.sip
        #expect(sip.parkNumbers == [.init(number: number)])
        let set = try load("", settings: ["sip.park_number=\(number)", "sip.pickup_prefix=\(number)"])
        #expect(set.configuration.sip.parkNumbers == [.init(number: number)])
        #expect(set.configuration.sip.pickupPrefix == number)
    }

    @Test func `the park number can be given by the environment`() throws {
        let loaded = try load("sip: {park_number: a}", environment: ["LAYBY_SIP__PARK_NUMBER": "*68"])
        #expect(loaded.configuration.sip.parkNumbers == [.init(number: "*68")])
        #expect(loaded.origins["sip.park_number"] == "LAYBY_SIP__PARK_NUMBER")
    }

    @Test(arguments: [
        ("listen: udp:0.0.0.0:5060", "f:2:11: sip.listen: a single value is given; accepted: a list of udp:"),
        ("listen: [[udp]]", "f:2:12: sip.listen: a list is given; accepted: udp:ADDRESS:PORT"),
        (
            "listen: [tls:0.0.0.0:5061]",
            "f:2:12: sip.listen: 'tls:0.0.0.0:5061' is not a transport, an address and a port; accepted: udp:"
        ),
        ("listen: [UDP:0.0.0.0:5060]", "f:2:12: sip.listen: 'UDP:0.0.0.0:5060' is not a transport"),
        ("listen: [0.0.0.0:5060]", "f:2:12: sip.listen: '0.0.0.0:5060' is not a transport"),
        ("listen: [udp:0.0.0.0]", "f:2:12: sip.listen: 'udp:0.0.0.0' is not a transport"),
        ("listen: [udp:0.0.0.0:65536]", "f:2:12: sip.listen: 'udp:0.0.0.0:65536' is not a transport"),
        ("listen: [udp:localhost:5060]", "f:2:12: sip.listen: 'udp:localhost:5060' is not a transport"),
        ("listen: [\"udp:::1:5060\"]", "f:2:12: sip.listen: 'udp:::1:5060' is not a transport"),
        ("listen: [udp]", "f:2:12: sip.listen: 'udp' is not a transport"),
        (
            "listen: [udp:127.0.0.1:5060, udp:127.0.0.1:5060]",
            "f:2:32: sip.listen: udp:127.0.0.1:5060 is listed twice; keep one"
        ),
        ("advertise: [a]", "f:2:14: sip.advertise: a list is given"),
        (
            "park_number: \"\"",
            "f:2:16: sip.park_number: '' is not a park number; accepted: 1 to 64 letters, digits, or any of * # - _ ."
        ),
        ("park_number: a+b", "f:2:16: sip.park_number: 'a+b' is not a park number"),
        ("park_number: é", "f:2:16: sip.park_number: 'é' is not a park number"),
        ("park_number: *68", "f:2:16: an alias (*…); write the value out, or put it in quotes"),
        ("park_number: #68", "f:2:15: sip.park_number: nothing is given"),
        (
            "park_numbers: park",
            "f:2:17: sip.park_numbers: a single value is given; accepted: a list of numbers"
        ),
        (
            "park_numbers: [park]",
            "f:2:18: sip.park_numbers: a single value is given; accepted: {number: …, range: …}"
        ),
        ("park_numbers: [{}]", "f:2:18: sip.park_numbers: the park number lacks number"),
        ("park_numbers: [{range: a}]", "f:2:18: sip.park_numbers: the park number lacks number"),
        ("park_numbers: [{number: a b}]", "f:2:27: sip.park_numbers: number: 'a b' is not a park number"),
        (
            "park_numbers: [{number: a, range: b/c}]",
            "f:2:37: sip.park_numbers: range: range 'b/c' must be 1 to 64 letters"
        ),
        (
            "park_numbers: [{number: a, rnage: b}]",
            "f:2:30: sip.park_numbers: unknown key 'rnage' in a park number: did you mean 'range'?; accepted: number, range"
        ),
        (
            "park_numbers: [{number: a}, {number: a, range: b}]",
            "f:2:31: sip.park_numbers: number 'a' is listed twice; keep one"
        ),
        ("pickup_prefix:", "f:2:17: sip.pickup_prefix: nothing is given; accepted: at most 64 letters"),
        ("pickup_prefix: \"*8 8\"", "f:2:18: sip.pickup_prefix: '*8 8' is not a prefix"),
        (
            "trusted_peers: [pbx]",
            "f:2:19: sip.trusted_peers: 'pbx' is not a network; accepted: ADDRESS/PREFIX"
        ),
        ("parknumber: a", "f:2:3: unknown key 'parknumber' in sip: did you mean 'park_number'?"),
    ])
    func `a bad setting is refused where it stands`(setting: String, expected: String) {
        let found = problems("sip:\n  \(setting)\n")
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test func `more than 64 characters are neither a park number nor a prefix`() {
        let long = String(repeating: "9", count: 65)
        #expect(problems("sip: {park_number: \(long), pickup_prefix: \(long)}").count == 2)
    }

    @Test func `every bad item of a list is reported`() {
        #expect(
            problems("sip: {listen: [a, udp:127.0.0.1:1, b]}").map { $0.prefix(6) } == ["f:1:16", "f:1:36"])
    }

    @Test func `park_number and park_numbers exclude each other`() {
        let expected =
            "sip.park_numbers: sip.park_number is given too; use one: add its number to this list, or empty this list"
        #expect(
            problems("sip:\n  park_number: park\n  park_numbers: [{number: a}]\n") == ["f:3:17: \(expected)"])
        #expect(
            problems("sip: {park_number: park}", settings: ["sip.park_numbers=[{number: a}]"])
                == ["--set sip.park_numbers=[{number: a}]: \(expected)"])
        #expect(problems("sip: {park_number: park, park_numbers: []}").isEmpty)
        #expect(
            problems(
                "sip: {park_numbers: [{number: a}]}", settings: ["sip.park_number=b", "sip.park_numbers=[]"]
            )
            .isEmpty)
    }

    @Test func `an orbit is no park number`() throws {
        let ranges =
            "ranges: [{name: main, first: 700, last: 719}, {name: star, first: \"*700\", last: \"*719\"}]"
        #expect(
            problems("sip:\n  park_number: 719\n\(ranges)\n") == [
                "f:2:16: sip.park_number: '719' is an orbit of range 'main' (700–719); accepted: a number outside of every range"
            ])
        #expect(
            problems("\(ranges)\nsip: {park_numbers: [{number: a}, {number: \"*700\"}, {number: \"700\"}]}")
                .map { $0.prefix(while: { $0 != "(" }) } == [
                    "f:2:21: sip.park_numbers: '*700' is an orbit of range 'star' ",
                    "f:2:21: sip.park_numbers: '700' is an orbit of range 'main' ",
                ])
        #expect(problems("sip: {park_number: 720}\n\(ranges)").isEmpty)
        #expect(throws: ConfigurationFailure.self) {
            try load("", settings: ["sip.park_number=700"], isDemo: true)
        }
    }

    @Test(arguments: ["0.0.0.0/0", "::/0"])
    func `trust in every address is a warning`(network: String) throws {
        let warnings = try load("sip: {trusted_peers: [10.0.0.0/8, \"\(network)\"]}").warnings
        #expect(
            warnings.map(\.description).filter { $0.contains("sip.") } == [
                "f:1:22: sip.trusted_peers: \(network) trusts every address: name the networks of your own servers"
            ])
    }

    @Test func `a park number for a range that is not listed is a warning`() throws {
        let text =
            "ranges: [{name: main, first: 700, last: 719}]\nsip: {park_numbers: [{number: a, range: mian}]}"
        #expect(
            try load(text).warnings.map(\.description) == [
                "f:2:21: sip.park_numbers: no range of this configuration is named 'mian': 'layby ranges create' must have made it"
            ])
    }
}
