// swift-tools-version: 6.2
import PackageDescription

// One arrow of Docs/Architecture.md is one line here: a module uses exactly what its line names.

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

func module(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, uses dependencies: [Target.Dependency], beside files: [String] = []) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: ["Support"] + dependencies,
        exclude: files,
        swiftSettings: strict
    )
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let http2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let hpack = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")

let package = Package(
    name: "abeyance",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries, and the C shims that macros make necessary.
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CTurboJPEG"),
        .systemLibrary(name: "COpenBLAS"),
        .systemLibrary(name: "CZlib"),
        .target(name: "CRestingMemory", dependencies: ["COpenSSL"]),
        .target(name: "CSandbox"),
        .target(name: "CTLSKeyKinds", dependencies: ["COpenSSL"]),

        // Foundations: strict input, canonical output, and every cryptographic operation.
        module("StrictJSON"),
        module("Cryptography", uses: ["COpenSSL"]),

        // The two languages of the house: policies, and provable logs.
        module("Cedar", uses: ["StrictJSON"]),
        module("TransparencyLog", uses: ["Cryptography"]),

        // What the gate and the auditor share, and what the gate and its core share.
        module("Decisions", uses: ["Cedar", "Cryptography", "StrictJSON"]),
        module("CoreProtocol", uses: ["StrictJSON"]),

        // The five subjects.
        module("PolicyControl", uses: ["Cryptography", "Decisions", "StrictJSON", "TransparencyLog"]),
        module("PolicyTesting", uses: ["Cedar", "Cryptography", "Decisions", "StrictJSON", yaml]),
        module(
            "AuditLog",
            uses: ["Cryptography", "Decisions", "StrictJSON", "TransparencyLog", database, sqlite]
        ),
        module("Warrants", uses: ["CZlib", "Cryptography", "Decisions", "StrictJSON"]),
        module("Rekognition", uses: ["CoreProtocol", "Cryptography", "Decisions", "StrictJSON"]),
        module(
            "FaceMatching",
            uses: [
                "COpenBLAS", "CTurboJPEG", "CZlib", "CoreProtocol", "Cryptography", "StrictJSON", database,
            ]
        ),

        // The request's way, pure.
        module(
            "Pipeline",
            uses: ["CoreProtocol", "Cryptography", "Decisions", "Rekognition", "StrictJSON", "Warrants"]
        ),

        // The network.
        module(
            "TLS",
            uses: ["COpenSSL", "CRestingMemory", "CTLSKeyKinds", "Cryptography", "StrictJSON", nioCore]
        ),
        module("FrontEnd", uses: ["Cryptography", "TLS", hpack, http2, nioCore, nioPosix]),
        module("Upstreams", uses: ["CoreProtocol", "Cryptography", "Pipeline", "StrictJSON"]),

        module(
            "Witnessing",
            uses: ["Cryptography", "FrontEnd", "StrictJSON", "TransparencyLog", nioCore, nioPosix]
        ),

        // Wiring.
        module(
            "Broker",
            uses: [
                "AuditLog", "CoreProtocol", "Cryptography", "Decisions", "FrontEnd", "Pipeline",
                "PolicyControl",
                "Rekognition", "StrictJSON", "TLS", "TransparencyLog", "Upstreams", "Warrants", "Witnessing",
                nioCore,
                nioPosix, yaml,
            ]
        ),
        module(
            "Provisioning",
            uses: [
                "AuditLog", "Cryptography", "Decisions", "PolicyControl", "StrictJSON", "TLS",
                "TransparencyLog",
                "Warrants",
            ]
        ),

        program(
            "abeyance",
            uses: [
                "AuditLog", "Broker", "Cedar", "Cryptography", "Decisions", "PolicyControl", "PolicyTesting",
                "Provisioning", "StrictJSON", "TLS", "TransparencyLog", "Warrants", "Witnessing", arguments,
            ]
        ),
        program("abeyance-core", uses: ["CSandbox", "CoreProtocol", "FaceMatching", arguments]),

        .target(name: "Support", path: "Tests/Support", swiftSettings: strict),
        .target(
            name: "TestAuthorities",
            dependencies: ["Cryptography", "TLS"],
            path: "Tests/TestAuthorities",
            swiftSettings: strict
        ),
        .target(
            name: "AuditedLogs",
            dependencies: [
                "AuditLog", "Cryptography", "Decisions", "StrictJSON", "Support", "TransparencyLog",
            ],
            path: "Tests/AuditedLogs",
            swiftSettings: strict
        ),
        .target(
            name: "CedarConformance",
            dependencies: ["CZlib", "Cedar", "StrictJSON"],
            path: "Tests/Conformance",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "abeyance-bench",
            dependencies: [
                "AuditLog", "COpenBLAS", "COpenSSL", "Cedar", "CedarConformance", "Cryptography",
                "Decisions", "FaceMatching",
                "FrontEnd", "PolicyControl", "StrictJSON", "Support", "TLS", "TransparencyLog", "Warrants",
                "Witnessing",
                arguments,
                nioCore, nioPosix, sqlite,
            ],
            path: "Tests/Benchmarks",
            exclude: ["Benchmarks/cedarpy_figures.py"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "abeyance-appender",
            dependencies: ["AuditLog", "Cryptography", "Decisions", "StrictJSON"],
            path: "Tests/Appender",
            swiftSettings: strict
        ),
        tests("StrictJSON", uses: ["StrictJSON"]),
        tests("Cryptography", uses: ["Cryptography"]),
        tests(
            "Cedar",
            uses: ["Cedar", "CedarConformance", "StrictJSON"],
            beside: ["Differential/cedarpy_answers.py"]
        ),
        tests("TransparencyLog", uses: ["Cryptography", "TransparencyLog"]),
        tests("Decisions", uses: ["Cedar", "Cryptography", "Decisions", "StrictJSON"]),
        tests("CoreProtocol", uses: ["CoreProtocol", "StrictJSON"]),
        tests("PolicyControl", uses: ["Cryptography", "Decisions", "PolicyControl", "StrictJSON"]),
        tests("PolicyTesting", uses: ["PolicyTesting", "StrictJSON"]),
        tests(
            "AuditLog",
            uses: [
                "AuditLog", "AuditedLogs", "Cryptography", "Decisions", "StrictJSON", "TransparencyLog",
                database, sqlite,
            ]
        ),
        tests("Warrants", uses: ["Cryptography", "Decisions", "StrictJSON", "Warrants"]),
        tests(
            "Rekognition",
            uses: ["CoreProtocol", "Cryptography", "Decisions", "Rekognition", "StrictJSON"]
        ),
        tests(
            "FaceMatching",
            uses: ["CTurboJPEG", "CZlib", "CoreProtocol", "Cryptography", "FaceMatching", "StrictJSON"]
        ),
        tests(
            "Pipeline",
            uses: [
                "CoreProtocol", "Cryptography", "Decisions", "Pipeline", "Rekognition", "StrictJSON",
                "Warrants",
            ]
        ),
        tests(
            "TLS",
            uses: ["CRestingMemory", "Cryptography", "TLS", "TestAuthorities", nioCore, nioEmbedded]
        ),
        tests(
            "FrontEnd",
            uses: [
                "Cryptography", "FrontEnd", "TLS", "TestAuthorities", hpack, nioCore, nioEmbedded, nioPosix,
            ]
        ),
        tests(
            "Broker",
            uses: [
                "Broker", "Cryptography", "Decisions", "StrictJSON", "TransparencyLog", "Warrants",
                "Witnessing",
            ]
        ),
        tests(
            "Witnessing",
            uses: ["Cryptography", "StrictJSON", "TransparencyLog", "Witnessing", "abeyance"]
        ),
        tests("Upstreams", uses: ["CoreProtocol", "FaceMatching", "Pipeline", "StrictJSON", "Upstreams"]),
        tests(
            "Provisioning",
            uses: [
                "AuditLog", "Cryptography", "Decisions", "PolicyControl", "Provisioning", "StrictJSON", "TLS",
                "TransparencyLog",
            ]
        ),
        tests(
            "Command",
            uses: [
                "AuditLog", "AuditedLogs", "Cryptography", "Decisions", "Provisioning", "StrictJSON",
                "TransparencyLog", "abeyance", "abeyance-core",
            ]
        ),
        tests(
            "EndToEnd",
            uses: [
                "AuditLog", "AuditedLogs", "Cryptography", "Decisions", "Provisioning", "StrictJSON",
                "TransparencyLog", "Warrants", "abeyance", "abeyance-appender", "abeyance-core",
            ],
            beside: ["boto3_calls.py"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
