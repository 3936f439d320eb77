// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Server
import Testing

@Suite("Configuration: values")
struct ConfigurationTests {
    private func load(
        _ text: String, environment: [String: String] = [:], settings: [String] = [], isDemo: Bool = false
    ) throws -> LoadedConfiguration {
        try LoadedConfiguration.load(
            isDemo: isDemo, file: ConfigurationFile(name: "f.yaml", bytes: Array(text.utf8)),
            environment: environment,
            settings: settings)
    }

    /// All problems of a configuration, one a line.
    private func problems(
        _ text: String, environment: [String: String] = [:], settings: [String] = []
    ) -> [String] {
        do {
            _ = try load(text, environment: environment, settings: settings)
            return []
        } catch let failure as ConfigurationFailure {
            return failure.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `an empty file is the defaults`() throws {
        let loaded = try load("")
        #expect(loaded.configuration == Configuration())
        #expect(loaded.origins.values.allSatisfy { $0 == "default" })
        #expect(loaded.origins.count == ConfigurationKey.all.count)
    }

    @Test func `sections whose keys are all commented out are the defaults`() throws {
        #expect(try load("rtp:\n  # ports: 1-2\nhttp: {}\n").configuration == Configuration())
    }

    @Test func `every value that is read is what was written`() throws {
        let loaded = try load(
            """
            data: "/srv/layby data"
            store: memory
            node: {name: b-2, pool: west}
            sip: {listen: ["udp:[::1]:5062", tcp:10.0.0.7:0], pickup_prefix: "#8", trusted_peers: ["fd00::/8"],
              advertise: pbx.example.test, park_numbers: [{number: "*68", range: main}, {number: hold}]}
            rtp:
              address: 10.0.0.7
              advertise: "2001:DB8::1"
              ports: 20000-20199
              allowed_networks: [10.1.0.0/16, 192.0.2.1, "fd00::/8"]
            http: {listen: "[::1]:9", metrics_need_token: true}
            ranges:
              - {name: main, first: 700, last: "719", pool: west, programme: jazz, selection: longest_idle,
                 reuse_after_s: 0, on_full: overflow, overflow_to: star, lamp: early}
              - name: star
                first: "*701"
                last: "*702"
            """)
        let configuration = loaded.configuration
        #expect(configuration.data == "/srv/layby data")
        #expect(configuration.store == .memory)
        #expect(configuration.node.name == "b-2" && configuration.node.pool == "west")
        #expect(configuration.sip.listen.map(\.description) == ["udp:[::1]:5062", "tcp:10.0.0.7:0"])
        #expect(configuration.sip.advertise == "pbx.example.test")
        #expect(
            configuration.sip.parkNumbers == [.init(number: "*68", range: "main"), .init(number: "hold")])
        #expect(configuration.sip.pickupPrefix == "#8")
        #expect(configuration.sip.trustedPeers == [IPNetwork("fd00::/8")])
        #expect(configuration.rtp.address == IPAddress("10.0.0.7"))
        #expect(configuration.rtp.advertise == IPAddress("2001:db8::1"))
        #expect(configuration.rtp.ports == 20000...20199)
        #expect(
            configuration.rtp.allowedNetworks.map(\.description) == [
                "10.1.0.0/16", "192.0.2.1/32", "fd00::/8",
            ])
        #expect(configuration.http.listen == SocketAddress("[::1]:9"))
        #expect(configuration.http.metricsNeedToken)
        var main = OrbitRange(
            name: "main", span: try OrbitSpan(first: OrbitNumber("700"), last: OrbitNumber("719")))
        main.pool = "west"
        main.programme = "jazz"
        main.selection = .longestIdle
        main.reuseAfter = .zero
        main.whenFull = .overflow
        main.overflowTo = "star"
        main.lamp = .early
        let star = OrbitRange(
            name: "star", span: try OrbitSpan(first: OrbitNumber("*701"), last: OrbitNumber("*702")))
        #expect(configuration.ranges == [main, star])
        #expect(loaded.origins["rtp.ports"] == "f.yaml:9")
        #expect(loaded.origins["ranges"] == "f.yaml:12")

        for key in ConfigurationKey.all {
            let again = try load("", settings: ["\(key.path)=\(key.text(in: configuration))"])
            #expect(key.text(in: again.configuration) == key.text(in: configuration))
        }
    }

    @Test(arguments: [
        (
            "store: sqlit",
            "f.yaml:1:8: store: 'sqlit' is not known; did you mean 'sqlite'?; accepted: sqlite, memory"
        ),
        ("data:", "f.yaml:1:6: data: nothing is given; accepted: the path of a directory"),
        ("data: ~", "f.yaml:1:7: data: nothing is given; accepted: the path of a directory"),
        ("data: [a]", "f.yaml:1:7: data: a list is given; accepted: the path of a directory"),
        (
            "data: \"a\\0b\"",
            "f.yaml:1:7: data: 'a�b' is empty or has control characters; accepted: the path of a directory"
        ),
        (
            "node: {pool: a b}",
            "f.yaml:1:14: node.pool: pool 'a b' must be 1 to 64 letters, digits, '-', '_' or '.'; accepted: a name"
        ),
        (
            "rtp: 3",
            "f.yaml:1:6: rtp is a single value; accepted: a mapping of address, advertise, ports, allowed_networks"
        ),
        (
            "- a",
            "f.yaml:1:1: the configuration is a list; accepted: a mapping of data, store, node, sip, rtp, http, ranges"
        ),
        (
            "rtp: {address: localhost}",
            "f.yaml:1:16: rtp.address: 'localhost' is not an address; accepted: auto, or an IPv4 or IPv6 address"
        ),
        (
            "rtp: {advertise: 0.0.0.0}",
            "f.yaml:1:18: rtp.advertise: 0.0.0.0 stands for any address, not for one; accepted: auto, or an IPv4 or IPv6 address"
        ),
        (
            "rtp: {port: 1}",
            "f.yaml:1:7: unknown key 'port' in rtp: did you mean 'ports'?; accepted: address, advertise, ports, allowed_networks"
        ),
        (
            "ports: 1-2",
            "f.yaml:1:1: unknown key 'ports' in the configuration: did you mean 'rtp.ports'?; accepted: data, store, node, sip, rtp, http, ranges"
        ),
        (
            "bridge: {}",
            "f.yaml:1:1: unknown key 'bridge' in the configuration; accepted: data, store, node, sip, rtp, http, ranges"
        ),
        (
            "\"\": 1",
            "f.yaml:1:1: unknown key '' in the configuration; accepted: data, store, node, sip, rtp, http, ranges"
        ),
        (
            "http: {listen: 8080}",
            "f.yaml:1:16: http.listen: '8080' is not an address and a port; accepted: ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080"
        ),
        (
            "http: {metrics_need_token: yes}",
            "f.yaml:1:28: http.metrics_need_token: 'yes' is neither; accepted: true, false"
        ),
        (
            "rtp: {allowed_networks: 10.0.0.0/8}",
            "f.yaml:1:25: rtp.allowed_networks: a single value is given; accepted: a list of networks, such as [10.0.0.0/8, \"fc00::/7\"]"
        ),
        (
            "rtp: {allowed_networks: [10.0.0.0/33]}",
            "f.yaml:1:26: rtp.allowed_networks: '10.0.0.0/33' is not a network; accepted: ADDRESS/PREFIX, or one address"
        ),
    ])
    func `a bad value is refused where it stands, with what is accepted`(text: String, expected: String) {
        #expect(problems(text) == [expected])
    }

    @Test(arguments: [
        ("1-2-3", "'1-2-3' is not two port numbers"), ("10000", "'10000' is not two port numbers"),
        ("+2000-3000", "'+2000-3000' is not two port numbers"),
        ("2000-70000", "'2000-70000' is not two port numbers"),
        ("1023-3000", "1023 is a port of the system's"), ("3000-3000", "3000 is not below 3000"),
        ("3000-2000", "3000 is not below 2000"), ("2000-2198", "2000-2198 has room for 99 pairs"),
        ("2001-2200", "2001-2200 has room for 99 pairs"),
    ])
    func `ports without room or order are refused`(text: String, reason: String) {
        #expect(
            problems("rtp:\n  ports: \(text)\n") == [
                "f.yaml:2:10: rtp.ports: \(reason); accepted: LOW-HIGH with 1024 ≤ LOW < HIGH ≤ 65535 and room for 100 pairs"
            ])
    }

    @Test(arguments: ["1024-1223", "2001-2201", "65336-65535"])
    func `ports with room for exactly a hundred pairs are accepted`(text: String) {
        #expect(problems("rtp: {ports: \(text)}").isEmpty)
    }

    @Test func `all problems of a file are found in one reading`() {
        let found = problems(
            "store: x\nrtp: {ports: 1, adress: auto}\nhttp: {listen: y}\n", settings: ["nod=1"])
        #expect(
            found.map { $0.prefix(while: { $0 != " " }) } == [
                "f.yaml:1:8:", "f.yaml:2:14:", "f.yaml:2:17:", "f.yaml:3:16:", "--set",
            ])
    }

    @Test func `a file that is not YAML is refused with its position`() {
        #expect(problems("rtp:\n\tports: 1\n").first?.hasPrefix("f.yaml:2:1: not YAML: ") == true)
    }

    @Test func `the demo is on loopback and has twenty orbits`() throws {
        let loaded = try load("", isDemo: true)
        #expect(loaded.configuration == Configuration.demo)
        #expect(loaded.configuration.data == ".layby")
        #expect(loaded.configuration.http.listen.description == "127.0.0.1:8080")
        #expect(
            loaded.configuration.sip.listen.map(\.description) == [
                "udp:127.0.0.1:5060", "tcp:127.0.0.1:5060",
            ])
        #expect(loaded.configuration.rtp.address == IPAddress("127.0.0.1"))
        #expect(loaded.configuration.ranges.map(\.span.description) == ["700–719"])
        #expect(loaded.origins["data"] == "demo" && loaded.origins["store"] == "default")
        #expect(loaded.warnings.isEmpty)
    }

    @Test(arguments: [
        ("", "default: ranges: none"), ("store: memory", "f.yaml:1:8: store: memory forgets"),
        ("http: {listen: \"0.0.0.0:80\"}", "f.yaml:1:16: http.listen: 0.0.0.0:80 can be reached"),
        ("rtp: {allowed_networks: [\"::/0\"]}", "f.yaml:1:25: rtp.allowed_networks: ::/0 lets"),
        ("ranges: [{name: a, first: 1, last: 2, pool: b}]", "f.yaml:1:9: ranges: range 'a' is of pool 'b'"),
    ])
    func `what is probably not meant is a warning with its place`(text: String, expected: String) throws {
        let warnings = try load(text).warnings.map(\.description)
        #expect(warnings.contains { $0.hasPrefix(expected) }, "\(warnings)")
    }
}
