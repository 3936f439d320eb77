// SPDX-License-Identifier: GPL-3.0-or-later

enum VersionCommand {
    static let version = "0.1.0"

    static let command = Command("version", nil, [], "Shows the version of this program") {
        invocation throws(CommandFailure) in
        invocation.output.print("layby \(version)")
    }
}
