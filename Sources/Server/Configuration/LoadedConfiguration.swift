// SPDX-License-Identifier: GPL-3.0-or-later

/// Something wrong with the configuration, and where it was written.
package struct ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// `FILE:LINE:COLUMN`, the name of a variable, or an option with its value.
    package let place: String
    package let message: String

    package init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}

/// Everything wrong with a configuration that could be found in one reading.
package struct ConfigurationFailure: Error, Hashable, Sendable {
    package let problems: [ConfigurationProblem]

    package init(problems: [ConfigurationProblem]) {
        self.problems = problems
    }
}

/// A configuration that is good, and where each value came from.
package struct LoadedConfiguration: Sendable {
    /// The origin of a value nobody set.
    package static let defaultOrigin = "default"

    package let configuration: Configuration
    /// By the path of the key: `default`, `demo`, `FILE:LINE`, the name of a variable, or `--set`.
    package let origins: [String: String]
    /// What is accepted, but probably not what was meant.
    package let warnings: [ConfigurationProblem]

    /// Reads the file over the base, the environment over the file, and the settings over all of them.
    package static func load(
        isDemo: Bool = false, file: ConfigurationFile? = nil, environment: [String: String] = [:],
        settings: [String] = []
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        var loader = ConfigurationLoader(isDemo: isDemo)
        if let file { loader.apply(file) }
        loader.apply(environment: environment)
        for setting in settings { loader.apply(setting: setting) }
        return try loader.finish()
    }
}
