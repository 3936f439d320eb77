// SPDX-License-Identifier: GPL-3.0-or-later
internal import CAssets
internal import Control
package import Core
internal import Media
internal import Platform
internal import Signaling
internal import Storage

/// One running node: the rooms, put together.
package final class LaybyServer: Sendable {
    /// Where HTTP is served.
    package var address: SocketAddress { http.address }
    /// Where SIP is served, such as `udp:127.0.0.1:5060`.
    package var sipAddresses: [String] {
        (sip?.listening ?? []).map { "\($0.transport.rawValue):\($0.address)" }
    }
    /// The path of the admin's token, if this was the first start.
    package let newTokenFile: String?

    private let store: StoreThread
    private let media: MediaEngine
    private let conductor: Conductor
    private let exchangeThread: WorkerThread
    private let health: ServerHealth
    private let sip: SIPStack?
    private let http: HTTPServer

    package init(_ configuration: Configuration) throws(StartFailure) {
        let kept = try Self.openStore(configuration)
        newTokenFile = try FirstStart.prepare(kept, configuration)
        let counters = Counters()
        store = StoreThread(kept)
        conductor = Conductor(store: store, counters: counters)
        media = MediaEngine(TransportSettings(configuration.rtp), counters: counters) { [conductor] in
            conductor.tell($0)
        }
        health = ServerHealth(store: store, media: media)
        let jobs = JobBoard(store)
        let router = Router(
            settings: ControlSettings(configuration), lists: kept,
            desk: FrontDesk(conductor: conductor, store: store, jobs: jobs), health: health,
            counters: counters,
            openAPI: openAPI, wallTime: { SystemClock.wallTime })
        do throws(StartFailure) {
            // First, so that no request finds a call missing, and no new call gets the ports of an old one.
            try Self.recoverCalls(kept, conductor)
            sip = try Self.openSIP(configuration.sip, counters) { [conductor] in conductor.tell($0, $1) }
        } catch {
            media.stop()
            store.stop()
            throw error
        }
        exchangeThread = conductor.start(Dialplan(configuration.sip), media, sip)
        do throws(StartFailure) {
            http = try Self.openHTTP(router, configuration)
        } catch {
            Self.end(sip, conductor, exchangeThread, media, store)
            throw error
        }
        prepareMusic(jobs)
        if !media.isRealTime {
            Log.warning(
                "music is paced without real-time priority: packets may be late on a busy machine",
                ["remedy": "grant CAP_SYS_NICE, or LimitRTPRIO=50 in the unit"])
        }
    }

    /// Takes no new calls, ends the rooms from the outside in, and leaves calls in the store to be resumed.
    package func stop() {
        health.isStopping()
        conductor.tell(.drainingBegan)
        http.stop()
        Self.end(sip, conductor, exchangeThread, media, store)
    }

    private static func end(
        _ sip: SIPStack?, _ conductor: Conductor, _ exchangeThread: WorkerThread, _ media: MediaEngine,
        _ store: StoreThread
    ) {
        sip?.stop()
        conductor.stop()
        exchangeThread.join()
        media.stop()
        store.stop()
    }

    private static func openSIP(
        _ configuration: Configuration.SIP, _ counters: Counters,
        report: @escaping @Sendable (LegID, DialogEvent) -> Void
    ) throws(StartFailure) -> SIPStack? {
        guard !configuration.listen.isEmpty else { return nil }
        do throws(SIPStartFailure) {
            return try SIPStack(SIPSettings(configuration), counters: counters, report: report)
        } catch {
            throw StartFailure("\(error) Change sip.listen.")
        }
    }

    private static func openHTTP(
        _ router: Router, _ configuration: Configuration
    ) throws(StartFailure) -> HTTPServer {
        do throws(SystemError) {
            return try HTTPServer(router: router, settings: ControlSettings(configuration))
        } catch {
            throw StartFailure(
                "HTTP cannot listen on \(configuration.http.listen): \(error); change http.listen")
        }
    }

    private static func openStore(_ configuration: Configuration) throws(StartFailure) -> any Store {
        do throws(SystemError) {
            try Files.makeDirectory(configuration.data)
        } catch {
            throw StartFailure("the data directory cannot be made: \(error); change data")
        }
        switch configuration.store {
        case .memory: return MemoryStore()
        case .sqlite:
            do throws(OpenFailure) {
                return try SQLiteStore(directory: configuration.data, at: SystemClock.wallTime)
            } catch {
                throw StartFailure("\(error)")
            }
        }
    }

    /// A crash is not a hang-up: whoever was parked hears the music go on.
    private static func recoverCalls(_ store: any Store, _ conductor: Conductor) throws(StartFailure) {
        var page = Page(limit: Page.mostItems)
        var count = 0
        repeat {
            do throws(Refusal) {
                let calls = try store.parkedCalls(page)
                for call in calls.items { conductor.tell(.recovered(call)) }
                count += calls.items.count
                page.after = calls.next
            } catch {
                throw StartFailure("the parked calls cannot be read: \(error.detail)")
            }
        } while page.after != nil
        if count > 0 { Log.info("calls of an earlier run are resumed", ["count": "\(count)"]) }
    }

    private func prepareMusic(_ jobs: JobBoard) {
        let total: Int64
        do throws(JobFailure) {
            total = try MusicPreparation.frames()
        } catch {
            health.musicFailed("\(error)")
            return
        }
        jobs.start("prepare-music", total: total) { [media, health] progress throws(JobFailure) in
            do throws(JobFailure) {
                let music = try MusicPreparation.builtIn { done in
                    progress.report(done)
                    return !progress.isCancelled
                }
                media.post(.load(music))
                health.musicIsReady()
                return ["programme": .string(music.name)]
            } catch {
                health.musicFailed("\(error)")
                throw error
            }
        }
    }
}

/// The description of the API, embedded from `docs/openapi.json`.
private var openAPI: [UInt8] {
    var size = 0
    let bytes = layby_openapi(&size)
    return Array(UnsafeBufferPointer(start: bytes, count: size))
}

extension TransportSettings {
    fileprivate init(_ rtp: Configuration.RTP) {
        self.init(address: rtp.address, advertised: rtp.advertise, ports: rtp.ports)
    }
}

extension SIPSettings {
    fileprivate init(_ sip: Configuration.SIP) {
        self.init(
            listen: sip.listen.map { listener in
                Listen(listener.transport == .udp ? .udp : .tcp, listener.address)
            },
            advertisedHost: sip.advertise, trustedPeers: sip.trustedPeers, userAgent: "Layby/\(Version.text)")
    }
}

extension Dialplan {
    fileprivate init(_ sip: Configuration.SIP) {
        self.init(
            parkNumbers: sip.parkNumbers, pickupPrefix: sip.pickupPrefix,
            programmes: [MusicPreparation.programme])
    }
}

extension ControlSettings {
    fileprivate init(_ configuration: Configuration) {
        self.init(version: Version.text)
        listen = configuration.http.listen
        allowedNetworks = configuration.rtp.allowedNetworks
        metricsNeedToken = configuration.http.metricsNeedToken
    }
}
