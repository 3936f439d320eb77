// SPDX-License-Identifier: GPL-3.0-or-later
internal import Foundation
internal import Glibc

/// What the kernel says that a process uses.
struct ProcessUsage {
    let process: String

    init(_ process: pid_t) {
        self.process = String(process)
    }

    /// Seconds of processor time so far, in user and kernel mode.
    var cpu: Double { get throws { Self.seconds(try ServerChild.text("/proc/\(process)/stat")) } }

    /// Seconds of processor time by the name of the thread.
    var cpuByThread: [String: Double] {
        get throws {
            var times: [String: Double] = [:]
            for task in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task") {
                let folder = "/proc/\(process)/task/\(task)"
                let name = try ServerChild.text("\(folder)/comm").split(separator: "\n").first ?? ""
                times[String(name), default: 0] += Self.seconds(try ServerChild.text("\(folder)/stat"))
            }
            return times
        }
    }

    /// Bytes of memory that it really has.
    var residentBytes: Int {
        get throws {
            let text = try ServerChild.text("/proc/\(process)/smaps_rollup")
            let line = text.split(separator: "\n").first { $0.hasPrefix("Rss:") }
            guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
                throw ServerChild.Failure(description: "the kernel does not say how much memory is resident")
            }
            return kilobytes * 1024
        }
    }

    var descriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count }
    }

    /// `utime` and `stime` of proc(5), the 14th and 15th word; the second may hold spaces.
    private static func seconds(_ stat: String) -> Double {
        let words = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let ticks = words.dropFirst(12).prefix(2).reduce(0.0) { $0 + (Double($1) ?? 0) }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
