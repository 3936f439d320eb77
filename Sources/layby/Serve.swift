// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform
internal import Server

enum ServeCommand {
    static let command = Command(
        "serve",
        options: [
            Command.Option(
                name: "--config", value: "FILE", meaning: "the configuration; defaults without it"),
            Invocation.demoOption, Invocation.setOption,
        ],
        "Runs a server until SIGTERM or SIGINT; parked calls stay, and are resumed at the next start"
    ) { invocation throws(CommandFailure) in
        Termination.hold()
        let loaded = try invocation.configuration(from: invocation["--config"])
        for warning in loaded.warnings { invocation.output.complain("warning: \(warning)") }
        try serve(loaded.configuration, invocation.output)
    }

    /// Prints where things are, then `Ready`; whoever started the server may wait for that line.
    private static func serve(_ configuration: Configuration, _ output: Output) throws(CommandFailure) {
        let descriptors = ProcessLimits.raiseDescriptors()
        let server: LaybyServer
        do throws(StartFailure) {
            server = try LaybyServer(configuration)
        } catch {
            throw .failed("the server did not start: \(error)")
        }
        Log.info(
            "serving",
            ["version": Version.text, "http": server.address.description, "descriptors": String(descriptors)])
        output.print("layby \(Version.text), data in \(configuration.data)")
        if let file = server.newTokenFile { output.print("The admin's token is in \(file)") }
        output.print("HTTP at http://\(server.address): API below /api/v1, metrics at /metrics")
        if !server.sipAddresses.isEmpty {
            output.print("SIP on \(server.sipAddresses.joined(separator: ", "))")
        }
        output.print("Ready")
        let signal = Termination.wait()
        Log.info("stopping", ["signal": signal])
        server.stop()
    }
}
