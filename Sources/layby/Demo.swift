// SPDX-License-Identifier: GPL-3.0-or-later
internal import Media
internal import Server

enum DemoCommand {
    static let command = Command(
        "demo",
        options: [
            Command.Option(
                name: "--seconds", value: "N", meaning: "how long to listen, 1 to 60; 5 unless told"),
            Command.Option(
                name: "--sip", value: "HOST:PORT",
                meaning: "where the server speaks SIP; 127.0.0.1:5060 unless told"),
            Command.Option(name: "--explain", value: nil, meaning: "draw the SIP messages too"),
            Command.Option(name: "--wav", value: "FILE", meaning: "keep what was heard"),
        ], isClient: true,
        "Parks a call by SIP, listens, fetches it, talks, hangs up and tells what was heard"
    ) { invocation throws(CommandFailure) in
        let seconds = try invocation.number("--seconds", in: 1...60) ?? 5
        let demonstration = Demonstration(
            client: try invocation.client(), server: invocation["--sip"] ?? "127.0.0.1:5060",
            listensFor: .seconds(seconds))
        let result: DemonstrationResult
        do throws(Demonstration.Failure) {
            result = try demonstration.run()
        } catch {
            switch error {
            case .client(let failure): throw .client(failure)
            case .local(let reason): throw .failed(reason)
            }
        }
        if invocation.has("--explain") {
            for line in result.ladder { invocation.output.print(line) }
            invocation.output.print("")
        }
        for line in result.report { invocation.output.print(line) }
        if let path = invocation["--wav"] {
            do throws(SoundFileError) {
                try result.write(wav: path)
            } catch {
                throw .failed("\(path) could not be written: \(error)")
            }
            invocation.output.print("WAV       \(path)")
        }
        guard result.isGood else { throw .failed("that was not a clean call: see the lines above") }
        invocation.output.print("Verdict   clean music, as it was encoded, and a good conversation")
    }
}
