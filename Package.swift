// swift-tools-version: 6.2
// SPDX-License-Identifier: GPL-3.0-or-later
import PackageDescription

/// What every Swift target is held to. Sofia-SIP, liburing and Foundation disagree about feature macros, so
/// `_GNU_SOURCE` is set for all of them alike.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-Xcc", "-D_GNU_SOURCE"]),
]

func library(_ name: String, _ pkgConfig: String, _ debian: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([debian])])
}

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["Rig"], path: "Tests/\(name)Tests",
        exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "layby",
    products: [.executable(name: "layby", targets: ["layby"])],
    targets: [
        library("CCrypto", "libcrypto", "libssl-dev"),
        library("CCurl", "libcurl", "libcurl4-openssl-dev"),
        library("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
        library("CORTP", "ortp", "libortp-dev"),
        library("CSndfile", "sndfile", "libsndfile1-dev"),
        library("CSoxr", "soxr", "libsoxr-dev"),
        library("CSofia", "sofia-sip-ua", "libsofia-sip-ua-dev"),
        library("CSQLite", "sqlite3", "libsqlite3-dev"),
        library("CYAML", "yaml-0.1", "libyaml-dev"),
        .target(name: "CSofiaShim", dependencies: ["CSofia"], path: "Sources/CLibraries/CSofiaShim"),
        .target(name: "CLinux", path: "Sources/CLibraries/CLinux"),
        .target(
            name: "CAssets", path: "Sources/CLibraries/CAssets",
            cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),

        layer("Core"),
        layer("Platform", ["Core", "CLinux", "CCrypto"]),
        layer("Media", ["Core", "Platform", "CORTP", "CSndfile", "CSoxr"]),
        layer("Signaling", ["Core", "Platform", "CSofia", "CSofiaShim"]),
        layer("Storage", ["Core", "Platform", "CSQLite"]),
        layer("Control", ["Core", "Platform", "CMicroHTTPD"]),
        layer(
            "Server",
            ["Core", "Platform", "Media", "Signaling", "Storage", "Control", "CAssets", "CCurl", "CYAML"]),
        .executableTarget(
            name: "layby", dependencies: ["Core", "Platform", "Media", "Server"], swiftSettings: strict),

        .target(name: "CBench", path: "benchmarks/CBench"),
        .executableTarget(
            name: "benchmarks", dependencies: ["Core", "Platform", "Media", "Signaling", "CBench", "Rig"],
            path: "benchmarks",
            exclude: ["CBench", "thresholds.json"], swiftSettings: strict),

        .target(
            name: "Rig", dependencies: ["Core", "Platform"], path: "Tests/Rig", swiftSettings: strict),
        tests("Architecture", []),
        tests("Core", ["Core"]),
        tests("Platform", ["Core", "Platform"]),
        tests("Media", ["Core", "Platform", "Media"]),
        tests("Signaling", ["Core", "Platform", "Signaling"]),
        tests("Storage", ["Core", "Platform", "Storage"]),
        tests("Control", ["Core", "Platform", "Control"]),
        tests("Server", ["Core", "Platform", "Media", "Storage", "Control", "Server", "layby"]),
        tests(
            "System", ["Core", "Platform", "Media", "Storage", "Control", "Server", "layby"],
            exclude: ["Scenarios"]),
    ]
)
