// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Media
import Platform
import Rig
import Server
import Testing

@testable import layby

extension SystemTests {
    @Suite struct `The command line` {
        private struct Result {
            let status: Int32
            let out: String
            let err: String
        }

        private func run(_ words: [String], on url: String, token: String) -> Result {
            let output = Output(isKept: true)
            let status = Command.run(
                words, output: output, environment: ["LAYBY_URL": url, "LAYBY_TOKEN": token])
            return Result(status: status, out: output.out, err: output.err)
        }

        private func run(_ line: String, on server: ServerProcess, token: String? = nil) throws -> Result {
            try run(
                line.split(separator: " ").map(String.init), on: server.url, token: token ?? server.token)
        }

        /// The value behind a title, as `show` prints it.
        private func value(_ title: String, in result: Result) throws -> String {
            let line = result.out.split(separator: "\n").first { $0.hasPrefix(title + " ") }
            return try #require(line, "\(result)").dropFirst(title.count).drop { $0 == " " }.description
        }

        @Test func `creates, lists, changes and deletes ranges`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let created = try run("ranges create other --first 800 --last 809", on: server)
            #expect(created.status == 0, "\(created)")
            #expect(try value("orbits", in: created) == "10")
            let clash = try run("ranges create third --first 710 --last 729", on: server)
            #expect(clash.status == 4 && clash.out.isEmpty)
            #expect(clash.err.contains("(range-overlap)") && clash.err.contains("'main' (700–719)"))
            let changed = try run(
                "ranges set other --selection longest_idle --reuse-after-s 60", on: server)
            #expect(changed.status == 0)
            #expect(try value("reuse after", in: changed) == "1m")
            let stale = try run("ranges delete other --if-match \"1\"", on: server)
            #expect(stale.status == 4 && stale.err.contains("stale-etag"), "\(stale)")
            let listed = try run("ranges list", on: server)
            #expect(listed.status == 0 && listed.out.split(separator: "\n").count == 3)
            #expect(listed.out.contains("longest_idle"))
            #expect(try run("ranges delete other", on: server).status == 0)
            #expect(try !run("ranges list", on: server).out.contains("other"))
            #expect(try run("ranges show other", on: server).status == 4)
        }

        @Test func `parks a call, shows it everywhere, and releases it`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let telephone = try Telephone()
            let park = "parked park --address 127.0.0.1 --port \(telephone.address.port)"
            let parked = try run("\(park) --orbit 707 --caller sip:ann@example.test", on: server)
            #expect(parked.status == 0, "\(parked)")
            let call = try value("id", in: parked)
            #expect(try value("orbit", in: parked) == "707")
            #expect(try telephone.hears(10))
            #expect("\(telephone.packets[0].source)" == (try value("sent from", in: parked)))
            #expect(String(telephone.packets[0].header.ssrc) == (try value("SSRC", in: parked)))
            #expect(try value("caller", in: run("parked show \(call)", on: server)) == "sip:ann@example.test")
            #expect(try run("parked list", on: server).out.contains(call))
            let taken = try run("orbits list --state taken", on: server).out.split(separator: "\n")
            #expect(taken.count == 2 && taken[1].hasPrefix("707") && taken[1].hasSuffix(call))
            #expect(try run("orbits list", on: server).out.split(separator: "\n").count == 21)
            #expect(try run("\(park) --orbit 707", on: server).err.contains("(orbit-busy)"))

            let released = try run("parked release \(call)", on: server)
            #expect(released.status == 0)
            #expect(try value("outcome", in: released) == "released")
            #expect(try run("parked list", on: server).out == "No call is parked.\n")
            let finished = try run("calls list", on: server)
            #expect(finished.out.contains(call) && finished.out.contains("released"))
            #expect(try run("parked release \(call)", on: server).status == 4)
        }

        @Test func `shows how the music was prepared`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let isDone = try server.api().waits { _ in
                let jobs = try run("jobs list", on: server)
                return jobs.status == 0 && jobs.out.contains("prepare-music  done")
            }
            #expect(isDone)
            let id = try #require(server.api().list("/jobs").first?["id"]?.string)
            let job = try run("jobs show \(id)", on: server)
            #expect(job.status == 0)
            let progress = try value("progress", in: job).split(separator: "/")
            #expect(progress.count == 2 && progress[0] == progress[1])
        }

        @Test func `says who is refused, and where nobody answers`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path)
            let created = try run("token create --role auditor", on: server)
            #expect(created.status == 0)
            let auditor = try value("token", in: created)
            #expect(try run("ranges list", on: server, token: auditor).status == 0)
            let park = try run("parked park --address 127.0.0.1 --port 40000", on: server, token: auditor)
            #expect(park.status == 4 && park.err.contains("(forbidden)"), "\(park)")
            let wrong = try run("ranges list", on: server, token: "wrong")
            #expect(wrong.status == 4 && wrong.err.contains("(unauthenticated)"), "\(wrong)")
            #expect(try server.stop() == 0)
            let nobody = try run("ranges list", on: server)
            #expect(nobody.status == 3 && nobody.err.contains(server.url), "\(nobody)")
        }

        @Test func `demonstrates a parked call, and keeps what was heard`() throws {
            let scratch = try ScratchDirectory()
            let server = try ServerProcess(data: scratch.path + "/data")
            let wav = scratch.path + "/heard.wav"
            let demo = try run("demo --explain --sip \(server.sip) --seconds 2 --wav \(wav)", on: server)
            // On a machine too busy to send a packet in its time, the demonstration must say that it was heard.
            let skipped = try server.api().metric("layby_rtp_packets_skipped_total")
            #expect(demo.status == (skipped == 0 ? 0 : 1), "\(demo)")
            #expect(demo.out.contains("Parked    orbit 700, call "))
            #expect(demo.out.contains("| INVITE sip:park@\(server.sip) "))
            #expect(demo.out.contains("- 200 Parked at 700 |"))
            #expect(demo.out.contains("Ended     both telephones were hung up, outcome retrieved"))
            var file = try SoundFile(path: wav)
            #expect(file.sampleRate == 8000 && file.channels == 1)
            #expect((15_840...18_400).contains(file.frames), "\(file.frames) frames")
            var quantizer = Quantizer()
            #expect(Hearing.level(of: quantizer.quantize(try file.readMono(upTo: file.frames))) > -40)
        }
    }
}
