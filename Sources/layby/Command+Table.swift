// SPDX-License-Identifier: GPL-3.0-or-later

extension Command {
    /// Every command, in the order in which help shows them.
    static let all: [Command] =
        [ServeCommand.command, DemoCommand.command] + ConfigCommands.all + RangesCommands.all
        + OrbitsCommands.all + ParkedCommands.all + CallsCommands.all
        + JobsCommands.all + TokenCommands.all + [
            ComposeCommand.command, CompletionsCommand.command, VersionCommand.command, helpCommand,
        ]
}
