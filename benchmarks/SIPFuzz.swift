// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Glibc
internal import Platform
internal import Rig

/// Spoilt SIP for a running server, which must go on answering good calls and be at the end as it was at the start.
final class SIPFuzz {
    /// Sofia keeps a transaction for 32 s: at a steady pace memory is level once the first have gone.
    private static let pace = 4000
    private static let levelTime = Duration.seconds(40)
    private static let batch = 40
    /// An answer that is not acknowledged is given up after 32 s, and so is the BYE that follows.
    private static let farewellTime = Duration.seconds(70)
    private static let goodCallEvery = 5000
    private static let mostGrowth = 16 << 20

    private let server: ServerChild
    private let usage: ProcessUsage
    private var mutator: Mutator
    private var random: SplitMix
    private let friend: UDPSocket
    private let stranger: UDPSocket
    private let good: UDPSocket
    private var seeds: SIPSeeds
    private var streamSeeds: SIPSeeds
    private var streams: [FuzzStream] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    /// Calls that were answered and whose BYE was not, by Call-ID.
    private var open: [String: SIPSeeds.Dialog] = [:]
    private var number = 0
    private var answers = 0
    private var goodCalls = 0
    private var datagrams = 0
    private var streamMessages = 0

    static func run(_ arguments: [String]) throws {
        let count = arguments.first.flatMap { Int($0) } ?? 500_000
        let seed = arguments.dropFirst().first.flatMap { UInt64($0) } ?? .random(in: 1...999_999_999)
        print("\(count) datagrams and \(count / 10) messages by TCP, seed \(seed)")
        let problems = try SIPFuzz(seed: seed).run(count)
        for problem in problems { print("bad: \(problem)") }
        print(problems.isEmpty ? "good" : "again with: ./dev fuzz sip \(count) \(seed)")
        exit(problems.isEmpty ? 0 : 1)
    }

    private init(seed: UInt64) throws {
        ProcessLimits.raiseDescriptors()
        server = try ServerChild([
            "sip.trusted_peers=[127.0.0.1/32]",
            "sip.park_numbers=[{number: park, range: main}, {number: good, range: good}]",
            "ranges=[{name: main, first: 1000, last: 1999, reuse_after_s: 0}, "
                + "{name: good, first: 70000, last: 70099, reuse_after_s: 0}]",
            "rtp.ports=1024-65535",
        ])
        usage = ProcessUsage(server.process)
        mutator = Mutator(seed: seed)
        random = SplitMix(seed &+ 1)
        friend = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0001), 0))
        stranger = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0002), 0))
        good = try UDPSocket(bindingTo: SocketAddress(IPAddress(v4: 0x7F00_0001), 0))
        for socket in [friend, stranger, good] { try socket.setReceiveBuffer(4 << 20) }
        seeds = SIPSeeds(server: server.udp, transport: "UDP", local: friend.local)
        streamSeeds = SIPSeeds(server: server.tcp, transport: "TCP", local: friend.local)
    }

    /// What was not as it should be.
    private func run(_ count: Int) throws -> [String] {
        try goodCall()
        guard try server.waitsForZero("layby_sip_dialogs", within: .seconds(5)) else {
            return ["no calm start"]
        }
        let descriptors = try usage.descriptors
        let start = SystemClock.now
        var level: Int?
        var nextGoodCall = Self.goodCallEvery
        let doorbell = Doorbell()
        do {
            while datagrams < count {
                try sendBatch()
                if datagrams >= nextGoodCall {
                    nextGoodCall += Self.goodCallEvery
                    try goodCall()
                }
                if level == nil, datagrams >= count / 5, SystemClock.now > start + Self.levelTime {
                    level = try usage.residentBytes
                }
                let due = start + .nanoseconds(Int64(datagrams) * 1_000_000_000 / Int64(Self.pace))
                if due > SystemClock.now { _ = doorbell.wait(until: due) }
            }
        } catch {
            return [
                "\(error)", server.isRunning ? "the server runs" : "the server has ended", server.complaint,
            ]
        }
        print(
            "\(datagrams) datagrams, \(streamMessages) messages by TCP, \(answers) answers and \(goodCalls) good",
            "calls in \((SystemClock.now - start).milliseconds / 1000) s")
        return try judge(descriptors: descriptors, level: level)
    }

    private func judge(descriptors: Int, level: Int?) throws -> [String] {
        var problems: [String] = []
        let peak = try usage.residentBytes
        streams = []
        try hangUpAll()
        let start = SystemClock.now
        for gauge in ["layby_sip_dialogs", "layby_calls", "layby_rtp_streams"]
        where !(try server.waitsForZero(gauge, within: Self.farewellTime)) {
            problems.append("\(gauge) is \(Int(try server.metric(gauge))) when nothing is left to wait for")
        }
        print("All dialogs gone after \((SystemClock.now - start).milliseconds) ms")
        try goodCall()
        if !(try server.waitsForZero("layby_sip_dialogs", within: .seconds(40))) {
            problems.append("a good call stays")
        }
        // Connections cut off within a message are ended by a sweep, at the latest a minute after their last byte.
        let deadline = SystemClock.now + Self.farewellTime
        let doorbell = Doorbell()
        while try usage.descriptors > descriptors, SystemClock.now < deadline {
            _ = doorbell.wait(until: SystemClock.now + .milliseconds(200))
        }
        let left = try usage.descriptors
        print("Descriptors \(descriptors) at the start, \(left) at the end")
        if left > descriptors { problems.append("\(left - descriptors) descriptors are left open") }
        if let level {
            let end = try usage.residentBytes
            print(
                "Resident \(level >> 20) MiB after a fifth, \(peak >> 20) MiB with the last message, \(end >> 20) MiB in the end"
            )
            if peak - level > Self.mostGrowth {
                problems.append("memory has grown by \((peak - level) >> 20) MiB")
            }
        } else {
            print("Resident \(peak >> 20) MiB; the run was too short to judge its growth")
        }
        if !server.stop() { problems.append("the server did not end well") }
        let complaint = server.complaint
        for word in ["Fatal", "fatal", "trap", "Precondition", "overflow", "Assertion", "Sanitizer"]
        where complaint.contains(word) {
            problems.append("the server complained: \(complaint)")
            break
        }
        return problems
    }

    /// Sends some by every way.
    private func sendBatch() throws {
        for _ in 0..<Self.batch {
            number += 1
            let isStrange = number % 8 == 0
            seeds.local = isStrange ? stranger.local : friend.local
            let message = mutator.next(from: seeds.messages(number / 8))
            datagrams += 1
            // What is longer than a datagram can be is not sent; nor is nothing.
            guard !message.isEmpty, message.count < 60_000 else { continue }
            try (isStrange ? stranger : friend).send(message, to: server.udp)
        }
        for _ in 0..<Self.batch / 10 { try sendByStream() }
        try settle()
    }

    private func sendByStream() throws {
        let place = Int.random(in: 0..<8, using: &random)
        if place >= streams.count { streams.append(try FuzzStream(server.tcp)) }
        let stream = streams[min(place, streams.count - 1)]
        number += 1
        var message = mutator.next(from: streamSeeds.messages(number / 8))
        let isCut = Int.random(in: 0..<10, using: &random) == 0
        if isCut { message.removeLast(message.count / 2) }
        streamMessages += 1
        var isOpen = stream.send(message)
        for text in stream.receive() {
            for reply in replies(to: text, streamSeeds, isStream: true) {
                isOpen = stream.send(Array(reply.utf8)) && isOpen
            }
        }
        if !isOpen || isCut { streams.removeAll { $0 === stream } }
    }

    /// Most calls that were answered are confirmed and ended, as a telephone would, so that there is room for more.
    private func replies(to text: String, _ seeds: SIPSeeds, isStream: Bool = false) -> [String] {
        let message = SIPText(text.utf8)
        answers += 1
        guard let sequence = message["CSeq"], let callID = message["Call-ID"], let from = message["From"],
            let to = message["To"]
        else { return [] }
        guard let status = message.status else {
            return text.hasPrefix("BYE ") ? [message.agreement] : []
        }
        if sequence.hasSuffix("BYE"), [200, 481].contains(status) { open[callID] = nil }
        guard status == 200, sequence.hasSuffix("INVITE") else { return [] }
        let dialog = SIPSeeds.Dialog(callID: callID, from: from, to: to)
        if isStream { streamSeeds.dialog = dialog } else { self.seeds.dialog = dialog }
        open[callID] = dialog
        let first = Int(sequence.prefix { $0 != " " }) ?? 1
        if Int.random(in: 0..<16, using: &random) == 0 { return [] }
        return [
            seeds.request("ACK", dialog, first),
            seeds.request("BYE", dialog, min(first, Int(Int32.max) - 100) + 50),
        ]
    }

    /// A call that spoilt messages have confirmed stays until somebody hangs up: whoever is left does.
    private func hangUpAll() throws {
        seeds.local = friend.local
        for (number, dialog) in open.values.enumerated() {
            try friend.send(Array(seeds.request("BYE", dialog, Int(Int32.max)).utf8), to: server.udp)
            if number % Self.batch == 0 { try settle() }
        }
        try settle()
    }

    /// Waits until the server has read all that was sent: it answers a question behind it.
    private func settle() throws {
        try ask("OPTIONS", newDialog())
        for socket in [friend, stranger] {
            while let text = try receive(from: socket) {
                for reply in replies(to: text, seeds) { try socket.send(Array(reply.utf8), to: server.udp) }
            }
        }
    }

    /// A telephone that does everything right parks, is answered, and hangs up.
    private func goodCall() throws {
        var dialog = newDialog()
        dialog.to = try ask("INVITE", dialog)
        try good.send(Array(goodSeeds.request("ACK", dialog, 1, "good").utf8), to: server.udp)
        try ask("BYE", dialog)
        goodCalls += 1
    }

    private var goodSeeds: SIPSeeds { SIPSeeds(server: server.udp, transport: "UDP", local: good.local) }

    private func newDialog() -> SIPSeeds.Dialog {
        number += 1
        return SIPSeeds.Dialog(
            callID: "good\(number)", from: "<sip:good@layby.invalid>;tag=g", to: "<sip:good@layby.invalid>")
    }

    /// Asks, again each half second, until the answer is 200; returns its To.
    @discardableResult
    private func ask(_ method: String, _ dialog: SIPSeeds.Dialog) throws -> String {
        let offer = method == "INVITE" ? SIPSeeds.offer : ""
        let request = goodSeeds.request(method, dialog, method == "BYE" ? 2 : 1, "good", body: offer)
        for _ in 0..<20 {
            try good.send(Array(request.utf8), to: server.udp)
            let deadline = SystemClock.now + .milliseconds(500)
            while good.waitUntilReadable(deadline) {
                guard let text = try receive(from: good) else { continue }
                let answer = SIPText(text.utf8)
                guard answer["Call-ID"] == dialog.callID, answer["CSeq"]?.hasSuffix(method) == true,
                    let status = answer.status, status >= 200
                else { continue }
                guard status == 200 else {
                    throw ServerChild.Failure(description: "a good \(method) was answered with \(status)")
                }
                return answer["To"] ?? ""
            }
            guard server.isRunning else { break }
        }
        throw ServerChild.Failure(description: "a good \(method) was not answered")
    }

    private func receive(from socket: UDPSocket) throws -> String? {
        guard let arrival = try buffer.withUnsafeMutableBytes({ try socket.receive(into: $0) }) else {
            return nil
        }
        return String(decoding: buffer[..<arrival.count], as: UTF8.self)
    }
}
