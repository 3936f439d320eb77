// SPDX-License-Identifier: GPL-3.0-or-later

extension Command {
    /// Every command, in the order in which help shows them.
    static let all: [Command] =
        ConfigCommands.all + RangesCommands.all + OrbitsCommands.all + ParkedCommands.all + CallsCommands.all
        + JobsCommands.all + TokenCommands.all + [
            CompletionsCommand.command, VersionCommand.command, helpCommand,
        ]
}
