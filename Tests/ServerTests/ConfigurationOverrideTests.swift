// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Server
import Testing

@Suite("Configuration: overrides")
struct ConfigurationOverrideTests {
    private func load(
        environment: [String: String] = [:], settings: [String] = []
    ) throws -> LoadedConfiguration {
        let file = ConfigurationFile(
            name: "f", bytes: Array("rtp: {ports: 2000-2999}\nnode: {name: filed}\n".utf8))
        return try LoadedConfiguration.load(file: file, environment: environment, settings: settings)
    }

    private func problems(environment: [String: String] = [:], settings: [String] = []) -> [String] {
        do {
            _ = try load(environment: environment, settings: settings)
            return []
        } catch let failure as ConfigurationFailure {
            return failure.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `the file beats the default, the environment the file, and --set all`() throws {
        let loaded = try load(
            environment: [
                "LAYBY_RTP__PORTS": "3000-3999", "LAYBY_NODE__POOL": "east", "HOME": "/", "LAYBY_URL": "x",
                "LAYBY_TOKEN": "y",
            ],
            settings: ["node.pool=west", "node.pool=north"])
        #expect(loaded.configuration.node.name == "filed")
        #expect(loaded.configuration.rtp.ports == 3000...3999)
        #expect(loaded.configuration.node.pool == "north")
        #expect(loaded.origins["rtp.ports"] == "LAYBY_RTP__PORTS")
        #expect(loaded.origins["node.pool"] == "--set")
        #expect(loaded.origins["node.name"] == "f:2")
        #expect(loaded.origins["store"] == "default")
    }

    @Test func `lists are given as YAML`() throws {
        let loaded = try load(
            environment: ["LAYBY_RTP__ALLOWED_NETWORKS": "[10.0.0.0/8]"],
            settings: ["ranges=[{name: main, first: 700, last: \"719\"}]"])
        #expect(loaded.configuration.rtp.allowedNetworks.map(\.description) == ["10.0.0.0/8"])
        #expect(loaded.configuration.ranges.map(\.span.description) == ["700–719"])
    }

    @Test(arguments: [("fe80::", "fe80::"), ("\"::1\"", "::1"), ("::1", "::1")])
    func `a single value need not be quoted for the sake of YAML`(text: String, address: String) throws {
        let loaded = try load(settings: ["rtp.address=\(text)"])
        #expect(loaded.configuration.rtp.address?.description == address)
    }

    @Test func `a value with a colon and a space is one value`() throws {
        #expect(try load(settings: ["data=a: b"]).configuration.data == "a: b")
    }

    @Test(arguments: [
        (
            "rtp.ports=99",
            "--set rtp.ports=99: rtp.ports: '99' is not two port numbers; accepted: LOW-HIGH with 1024 ≤ LOW < HIGH ≤ 65535 and room for 100 pairs"
        ),
        (
            "rtp.port=1",
            "--set rtp.port=1: unknown key 'rtp.port' in the configuration: did you mean 'rtp.ports'?; accepted: data, store"
        ),
        ("rtp=1", "--set rtp=1: unknown key 'rtp'"), ("data", "--set data: no value; accepted: KEY=VALUE"),
        ("data=", "--set data=: data: nothing is given"), ("=x", "--set =x: unknown key ''"),
        (
            "ranges=[{name: a}]",
            "--set ranges=[{name: a}]: at character 2: ranges: the range lacks first, last"
        ),
        ("ranges=[", "--set ranges=[: not YAML"),
        ("ranges=7", "--set ranges=7: ranges: a single value is given"),
    ])
    func `a bad setting is named`(setting: String, expected: String) {
        let found = problems(settings: [setting])
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test(arguments: [
        (
            "LAYBY_RTP__PORT",
            "LAYBY_RTP__PORT: unknown setting: did you mean LAYBY_RTP__PORTS?; accepted: LAYBY_DATA"
        ),
        ("LAYBY_RTP_PORTS", "LAYBY_RTP_PORTS: unknown setting: did you mean LAYBY_RTP__PORTS?"),
        ("LAYBY_SIP__DOMAIN", "LAYBY_SIP__DOMAIN: unknown setting"),
        ("LAYBY_STOER", "LAYBY_STOER: unknown setting: did you mean LAYBY_STORE?"),
        ("LAYBY_HTTP_", "LAYBY_HTTP_: unknown setting"),
    ])
    func `a variable that looks like a setting and is none is an error`(name: String, expected: String) {
        let found = problems(environment: [name: "1"])
        #expect(found.count == 1 && found[0].hasPrefix(expected), "\(found)")
    }

    @Test func `a variable that is somebody else's is a warning`() throws {
        let warnings = try load(environment: ["LAYBY_COMPOSER_HOME": "/x"]).warnings.map(\.description)
        #expect(warnings.contains("LAYBY_COMPOSER_HOME: no setting has this name"))
    }

    @Test func `a bad variable is named`() {
        #expect(
            problems(environment: ["LAYBY_STORE": "postgresql"])
                == ["LAYBY_STORE: store: 'postgresql' is not known; accepted: sqlite, memory"])
    }

    @Test func `control characters of a setting do not reach the terminal`() {
        #expect(problems(settings: ["a\u{1B}[2J=1"]).allSatisfy { !$0.contains("\u{1B}") })
    }
}
