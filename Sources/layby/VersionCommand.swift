// SPDX-License-Identifier: GPL-3.0-or-later
internal import Server

enum VersionCommand {
    static let command = Command("version", nil, [], "Shows the version of this program") {
        invocation throws(CommandFailure) in
        invocation.output.print("layby \(Version.text)")
    }
}
