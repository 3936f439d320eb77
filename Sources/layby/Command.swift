// SPDX-License-Identifier: GPL-3.0-or-later

/// One verb of the command line; the table of all of them drives dispatch, help and completion.
struct Command: Sendable {
    struct Argument: Sendable {
        let name: String
        let isOptional: Bool

        static func required(_ name: String) -> Argument { Argument(name: name, isOptional: false) }
        static func optional(_ name: String) -> Argument { Argument(name: name, isOptional: true) }
    }

    struct Option: Sendable {
        /// With its dashes.
        let name: String
        /// What stands for the value in help; nil where there is no value.
        let value: String?
        let meaning: String
        var isRepeatable = false
        var isRequired = false
    }

    let noun: String
    /// Nil where the noun is the whole command.
    let verb: String?
    let arguments: [Argument]
    let options: [Option]
    let meaning: String
    /// Whether the verb talks to a server, and so takes the options that say to which.
    let isClient: Bool
    let run: @Sendable (Invocation) throws(CommandFailure) -> Void

    init(
        _ noun: String, _ verb: String? = nil, _ arguments: [Argument] = [], options: [Option] = [],
        isClient: Bool = false,
        _ meaning: String, run: @escaping @Sendable (Invocation) throws(CommandFailure) -> Void
    ) {
        self.noun = noun
        self.verb = verb
        self.arguments = arguments
        self.options = options
        self.isClient = isClient
        self.meaning = meaning
        self.run = run
    }

    /// `noun verb`, or the noun alone.
    var name: String { verb.map { "\(noun) \($0)" } ?? noun }

    /// The verb's own options and those that many verbs share.
    var allOptions: [Option] {
        options + (isClient ? Invocation.clientOptions : [])
    }
}
