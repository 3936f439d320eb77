// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Media
internal import Platform

/// A call parked at a running server by a telephone of our own, and what that telephone heard.
package struct Demonstration {
    package enum Failure: Error, Sendable {
        case client(ClientFailure)
        /// Something on this side, in words.
        case local(String)
    }

    package struct Result: Sendable {
        package var orbit: String
        package var call: String
        /// From the server's answer to the first packet.
        package var firstPacketAfter: Duration?
        package var stream: ReceivedStream
        package var hearing: Hearing
        /// Bytes of payload that are those of the encoded music, each in its place.
        package var bytesAsEncoded: Int
        package var reports: Int
        package var releasedAs: String
        package var stateAfterwards: String

        /// Whether a person would call this clean music.
        package var isGood: Bool {
            !stream.payload.isEmpty && stream.lost == 0 && stream.skipped == .zero && stream.duplicates == 0
                && stream.reordered == 0
                && hearing.level > -40 && hearing.correlation > 0.99 && bytesAsEncoded == stream.payload.count
                && releasedAs == Outcome.released.rawValue && stateAfterwards != Orbit.State.taken.rawValue
        }
    }

    package let client: APIClient
    package let listensFor: Duration

    package init(client: APIClient, listensFor: Duration) {
        self.client = client
        self.listensFor = listensFor
    }

    /// Parks a call, listens, hangs up, and compares what came with the music that went in.
    package func run() throws(Failure) -> Result {
        var ear = try listener()
        let parked = try send(
            "POST", "/parked-calls",
            body: [
                "media": [
                    "address": .string(ear.address.address.description),
                    "port": .integer(Int64(ear.address.port)),
                    "codec": .string(Codec.pcmu.rawValue),
                ],
                "caller": ["uri": "sip:demo@layby.invalid", "name": "Demonstration"],
            ])
        guard let call = parked["id"]?.string, let orbit = parked["orbit"]?.string else {
            throw .local("the server's answer names no call and no orbit")
        }
        let answered = SystemClock.now
        try listen(&ear, until: answered + .seconds(2), enough: 1)
        let first = SystemClock.now
        try listen(&ear, until: first + listensFor)
        let released = try? send("DELETE", APIClient.path("parked-calls", call))
        try listen(&ear, until: SystemClock.now + .milliseconds(100))
        let after = try? send("GET", APIClient.path("orbits", orbit))
        return try result(
            of: ear, orbit: orbit, call: call,
            firstPacketAfter: ear.stream.count > 0 ? first - answered : nil,
            releasedAs: released?["outcome"]?.string ?? "not released",
            stateAfterwards: after?["state"]?.string ?? "unknown")
    }

    private func listen(
        _ ear: inout RTPListener, until deadline: Instant, enough: Int = .max
    ) throws(Failure) {
        do throws(SystemError) {
            try ear.listen(until: deadline, enough: enough)
        } catch {
            throw .local("the telephone cannot listen: \(error)")
        }
    }

    private func listener() throws(Failure) -> RTPListener {
        do throws(SystemError) {
            return try RTPListener(at: IPAddress(v4: 0x7F00_0001), codec: .pcmu)
        } catch {
            throw .local("the telephone cannot listen: \(error)")
        }
    }

    private func send(_ method: String, _ path: String, body: JSON? = nil) throws(Failure) -> JSON {
        do throws(ClientFailure) {
            return try client.send(method, path, body: body).body
        } catch {
            throw .client(error)
        }
    }

    private func result(
        of ear: RTPListener, orbit: String, call: String, firstPacketAfter: Duration?, releasedAs: String,
        stateAfterwards: String
    ) throws(Failure) -> Result {
        let reel: Reel
        do throws(JobFailure) {
            guard let found = try MusicPreparation.builtIn(progress: { _ in true }).reels[.pcmu] else {
                throw .failed(["no rendition for PCMU"])
            }
            reel = found
        } catch {
            throw .local("the music to compare with cannot be prepared: \(error)")
        }
        let hearing = Hearing(ear.stream.samples, against: reel.bytes.map { reel.codec.law.decode($0) })
        return Result(
            orbit: orbit, call: call, firstPacketAfter: firstPacketAfter, stream: ear.stream,
            hearing: hearing,
            bytesAsEncoded: ear.stream.bytes(of: reel.bytes, from: hearing.offset), reports: ear.reports,
            releasedAs: releasedAs,
            stateAfterwards: stateAfterwards)
    }
}
