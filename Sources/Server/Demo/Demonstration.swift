// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Media
internal import Platform

/// A call parked and fetched at a running server by two telephones of our own, and what they heard.
package struct Demonstration {
    package enum Failure: Error, Sendable {
        case client(ClientFailure)
        /// Something on this side, in words.
        case local(String)
    }

    package let client: APIClient
    /// Where the server speaks SIP, such as `127.0.0.1:5060`.
    package let server: String
    package let listensFor: Duration

    private static let talksFor = Duration.seconds(2)
    private static let callerTone = Tone(hertz: 440)
    private static let retrieverTone = Tone(hertz: 1000)

    package init(client: APIClient, server: String, listensFor: Duration) {
        self.client = client
        self.server = server
        self.listensFor = listensFor
    }

    /// The caller parks and hears music, the retriever dials the orbit, both talk, the retriever hangs up.
    package func run() throws(Failure) -> DemonstrationResult {
        let ladder = SIPLadder()
        let caller = try phone(.caller, ladder)
        let uri = "sip:demo-\(caller.voice.address.port)@layby.invalid"
        try call(caller, "park", as: Party(uri: uri, name: "Demonstration"))
        let answered = SystemClock.now
        let (id, orbit) = try parked(uri)
        try attempt { () throws(SystemError) in
            try caller.voice.listen(until: answered + .seconds(2), enough: 1)
        }
        let first = SystemClock.now
        try attempt { () throws(SystemError) in try caller.voice.listen(until: first + listensFor) }
        let music = caller.voice.stream

        let retriever = try phone(.retriever, ladder)
        try call(retriever, orbit, as: Party(uri: "sip:retriever@layby.invalid", name: "Retriever"))
        try attempt { () throws(SystemError) in try converse(caller, retriever) }
        retriever.hangUp()
        let isOver = caller.waitForEnd() && retriever.waitForEnd()
        let outcome = try finished(id)
        let reel = try reel()
        let hearing = Hearing(music.samples, against: reel.bytes.map { reel.codec.law.decode($0) })
        return DemonstrationResult(
            orbit: orbit, call: id, firstPacketAfter: music.count > 0 ? first - answered : nil, music: music,
            hearing: hearing, bytesAsEncoded: music.bytes(of: reel.bytes, from: hearing.offset),
            reports: caller.voice.reports,
            callerHeard: Self.retrieverTone.share(of: caller.voice.stream.samples),
            retrieverHeard: Self.callerTone.share(of: retriever.voice.stream.samples), isOver: isOver,
            outcome: outcome, ladder: ladder.lines)
    }

    /// Both speak their tones at once, and each keeps what it hears once the other is through.
    private func converse(_ caller: SIPPhone, _ retriever: SIPPhone) throws(SystemError) {
        guard let callerSends = caller.remote, let retrieverSends = retriever.remote else { return }
        let start = SystemClock.now
        var next = start
        var isThrough = false
        while next < start + Self.talksFor {
            try caller.voice.say(Self.callerTone, to: callerSends)
            try retriever.voice.say(Self.retrieverTone, to: retrieverSends)
            next = next + .milliseconds(20)
            try caller.voice.listen(until: next)
            try retriever.voice.listen(until: SystemClock.now)
            if !isThrough, next > start + .milliseconds(300) {
                isThrough = true
                caller.voice.forget()
                retriever.voice.forget()
            }
        }
    }

    private func phone(
        _ telephone: SIPLadder.Telephone, _ ladder: SIPLadder
    ) throws(Failure) -> SIPPhone {
        do throws(SIPPhone.Failure) {
            return try SIPPhone { ladder.add(telephone, isToServer: $0, $1) }
        } catch {
            throw .local("\(error)")
        }
    }

    private func call(_ phone: SIPPhone, _ user: String, as party: Party) throws(Failure) {
        do throws(SIPPhone.Failure) {
            try phone.call("sip:\(user.replacing("#", with: "%23"))@\(server)", as: party)
        } catch {
            throw .local("\(error)")
        }
    }

    private func attempt(_ body: () throws(SystemError) -> Void) throws(Failure) {
        do throws(SystemError) {
            try body()
        } catch {
            throw .local("a telephone cannot listen: \(error)")
        }
    }

    /// The call that came from a URI, and its orbit, as the API has them.
    private func parked(_ uri: String) throws(Failure) -> (id: String, orbit: String) {
        guard case .array(let items) = try send("GET", "/parked-calls?limit=1000")["items"],
            let mine = items.first(where: { $0["caller"]?["uri"]?.string == uri }),
            let id = mine["id"]?.string,
            let orbit = mine["orbit"]?.string
        else { throw .local("the server answered the call, but its API does not show it parked") }
        return (id, orbit)
    }

    private func finished(_ id: String) throws(Failure) -> String {
        let deadline = SystemClock.now + .seconds(5)
        var after: String?
        repeat {
            let page = try send(
                "GET", APIClient.path("calls") + "?limit=1000" + (after.map { "&after=\($0)" } ?? ""))
            guard case .array(let items) = page["items"] else { break }
            if let mine = items.first(where: { $0["id"]?.string == id }) {
                return mine["outcome"]?.string ?? "unknown"
            }
            after = page["next"]?.string ?? after
        } while SystemClock.now < deadline
        return "not recorded"
    }

    private func send(_ method: String, _ path: String) throws(Failure) -> JSON {
        do throws(ClientFailure) {
            return try client.send(method, path).body
        } catch {
            throw .client(error)
        }
    }

    private func reel() throws(Failure) -> Reel {
        do throws(JobFailure) {
            guard let reel = try MusicPreparation.builtIn(progress: { _ in true }).reels[.pcmu] else {
                throw .failed(["no rendition for PCMU"])
            }
            return reel
        } catch {
            throw .local("the music to compare with cannot be prepared: \(error)")
        }
    }
}
