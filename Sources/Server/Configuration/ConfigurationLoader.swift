// SPDX-License-Identifier: GPL-3.0-or-later

/// Lays one source of settings over another, and collects what is wrong with each.
struct ConfigurationLoader {
    /// Variables that are the client's and not the server's.
    static let clientVariables = ["LAYBY_URL", "LAYBY_TOKEN"]

    var configuration: Configuration
    private(set) var problems: [ConfigurationProblem] = []
    var warnings: [ConfigurationProblem] = []
    private var origins: [String: String]
    private var places: [String: String] = [:]

    init(isDemo: Bool) {
        let base = isDemo ? Configuration.demo : Configuration()
        configuration = base
        origins = Dictionary(
            uniqueKeysWithValues: ConfigurationKey.all.map { key in
                let isDefault = key.write(base) == key.write(Configuration())
                return (key.path, isDefault ? LoadedConfiguration.defaultOrigin : "demo")
            })
    }

    mutating func apply(_ file: ConfigurationFile) {
        do throws(YAMLFault) {
            guard let root = try YAMLReader.read(file.bytes) else { return }
            walk(root, path: "", file: file.name)
        } catch {
            add(error, to: file.name)
        }
    }

    mutating func apply(environment: [String: String]) {
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix("LAYBY_") && !Self.clientVariables.contains(name) {
            if let key = ConfigurationKey.all.first(where: { $0.variable == name }) {
                apply(value, to: key, place: name, origin: name)
            } else {
                judge(unknownVariable: name)
            }
        }
    }

    mutating func apply(setting: String) {
        let place =
            "--set \(setting.count > 60 ? printable(String(setting.prefix(60))) + "…" : printable(setting))"
        guard let equals = setting.firstIndex(of: "=") else {
            problems.append(
                ConfigurationProblem(
                    place: place, message: "no value; accepted: KEY=VALUE, such as rtp.ports=20000-29999"))
            return
        }
        let path = String(setting[..<equals])
        guard let key = ConfigurationKey.all.first(where: { $0.path == path }) else {
            let message = unknownKey(path, in: "the configuration", among: ConfigurationKey.all.map(\.path))
            problems.append(ConfigurationProblem(place: place, message: message))
            return
        }
        apply(String(setting[setting.index(after: equals)...]), to: key, place: place, origin: "--set")
    }

    func finish() throws(ConfigurationFailure) -> LoadedConfiguration {
        let contradictions = configuration.contradictions { places[$0] != nil }.map(problem)
        let problems = problems + contradictions
        guard problems.isEmpty else { throw ConfigurationFailure(problems: problems) }
        return LoadedConfiguration(
            configuration: configuration, origins: origins,
            warnings: warnings + configuration.doubts.map(problem))
    }

    private func problem(of key: String, _ message: String) -> ConfigurationProblem {
        ConfigurationProblem(
            place: places[key] ?? origins[key, default: LoadedConfiguration.defaultOrigin],
            message: "\(key): \(message)")
    }

    private mutating func walk(_ node: YAMLNode, path: String, file: String) {
        let place = path.isEmpty ? "the configuration" : path
        guard case .mapping(let entries) = node.content else {
            guard !node.isNull else { return }
            let names = ConfigurationKey.names(below: path).joined(separator: ", ")
            add(
                YAMLFault(node.position, "\(place) is \(node.kind); accepted: a mapping of \(names)"),
                to: file)
            return
        }
        for entry in entries {
            let inner = path.isEmpty ? entry.name : "\(path).\(entry.name)"
            if let key = ConfigurationKey.all.first(where: { $0.path == inner }) {
                let position = entry.value.position
                let written = "\(file):\(position.line):\(position.column)"
                read(entry.value, key, origin: "\(file):\(entry.position.line)", place: written) { fault in
                    "\(file):\(fault.position.line):\(fault.position.column)"
                }
            } else if !ConfigurationKey.names(below: inner).isEmpty, !entry.name.isEmpty {
                walk(entry.value, path: inner, file: file)
            } else {
                add(YAMLFault(entry.position, unknown(entry.name, below: path)), to: file)
            }
        }
    }

    /// The message about an unknown key; a key that exists elsewhere is a better guess than none.
    private func unknown(_ name: String, below path: String) -> String {
        let names = ConfigurationKey.names(below: path)
        let place = path.isEmpty ? "the configuration" : path
        let elsewhere = ConfigurationKey.all.map(\.path).first { $0.hasSuffix(".\(name)") || $0 == name }
        guard let elsewhere, nearest(to: name, among: names) == nil else {
            return unknownKey(name, in: place, among: names)
        }
        return "unknown key \(quoted(name)) in \(place): did you mean \(quoted(elsewhere))?; accepted: "
            + names.joined(separator: ", ")
    }

    /// Text given outside of a file is YAML too, but a single value need not be quoted for YAML's sake.
    private mutating func apply(_ text: String, to key: ConfigurationKey, place: String, origin: String) {
        let start = YAMLNode.Position(line: 1, column: 1)
        let plain = YAMLNode(.scalar(text, isPlain: true), at: start)
        var node = plain
        do throws(YAMLFault) {
            node = try YAMLReader.read(Array(text.utf8)) ?? plain
        } catch {
            if key.isList {
                problems.append(ConfigurationProblem(place: Self.place(place, error), message: error.message))
                return
            }
        }
        if !key.isList {
            if case .scalar = node.content {} else { node = plain }
        }
        read(node, key, origin: origin, place: place) { fault in Self.place(place, fault) }
    }

    private static func place(_ place: String, _ fault: YAMLFault) -> String {
        fault.position.column == 1 ? place : "\(place): at character \(fault.position.column)"
    }

    private mutating func read(
        _ node: YAMLNode, _ key: ConfigurationKey, origin: String, place: String,
        locate: (YAMLFault) -> String
    ) {
        var faults: [YAMLFault] = []
        key.read(node, &configuration, &faults)
        origins[key.path] = origin
        places[key.path] = place
        problems += faults.map { fault in
            ConfigurationProblem(place: locate(fault), message: "\(key.path): \(fault.message)")
        }
    }

    /// A name that looks like a setting's is an error; any other may be somebody else's.
    private mutating func judge(unknownVariable name: String) {
        let known = ConfigurationKey.all.map(\.variable)
        let rest = name.dropFirst("LAYBY_".count)
        let isInSection = ConfigurationKey.names(below: "").contains { rest.hasPrefix($0.uppercased() + "_") }
        let guess = nearest(to: name, among: known + Self.clientVariables)
        guard rest.contains("__") || isInSection || guess != nil else {
            warnings.append(ConfigurationProblem(place: printable(name), message: "no setting has this name"))
            return
        }
        let hint = guess.map { ": did you mean \($0)?" } ?? ""
        problems.append(
            ConfigurationProblem(
                place: printable(name),
                message: "unknown setting\(hint); accepted: \(known.joined(separator: ", "))"))
    }

    private mutating func add(_ fault: YAMLFault, to file: String) {
        problems.append(
            ConfigurationProblem(
                place: "\(file):\(fault.position.line):\(fault.position.column)", message: fault.message))
    }
}
