// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target of this package: the language mode of Swift 6, no warning let through.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let serviceLifecycleTestKit = Target.Dependency.product(
  name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
  name: "seonchak",
  platforms: [.macOS(.v15)],
  products: [
    // Benchmarks/Package.swift uses it.
    .library(name: "CampaignDomain", targets: ["CampaignDomain"]),
    .library(name: "RPCClient", targets: ["RPCClient", "RPCCodec"]),
    .executable(name: "campaign-server", targets: ["campaign-server"]),
    .executable(name: "campaign-scheduler", targets: ["campaign-scheduler"]),
    .executable(name: "campaignctl", targets: ["campaignctl"]),
    .executable(name: "campaign-load", targets: ["campaign-load"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Floor 0: C
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev", "pkg-config"])]),
    // libpq-dev brings it: libpq itself speaks TLS with it.
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev", "pkg-config"])]),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev", "pkg-config"])]),
    .target(name: "CCampaignProto", dependencies: ["CProtobufC"]),
    // The allocator's own calls, which Swift's module of the C library leaves out.
    .systemLibrary(name: "CMalloc"),

    // Floor 1: the rules
    .target(name: "CampaignDomain", swiftSettings: strict),

    // Floor 2: the use cases, the codec
    .target(name: "CampaignApplication", dependencies: ["CampaignDomain"], swiftSettings: strict),
    .target(name: "RPCCodec", dependencies: ["CCampaignProto", "CProtobufC", nioCore], swiftSettings: strict),

    // Tests of the rules and the use cases: no database, no clock, no sleep
    // Numbers that are the same for the same seed, so that a failing test fails again
    .target(name: "SeededRandomness", path: "Tests/SeededRandomness", swiftSettings: strict),
    .testTarget(
      name: "CampaignDomainTests", dependencies: ["CampaignDomain", "SeededRandomness"], swiftSettings: strict),
    .testTarget(
      name: "CampaignApplicationTests",
      dependencies: ["CampaignApplication", "CampaignDomain", "ScriptedStorage", "SeededRandomness"],
      swiftSettings: strict),
    // Campaigns in memory, which fail where a test says so.
    .target(
      name: "ScriptedStorage", dependencies: ["CampaignApplication", "CampaignDomain"], path: "Tests/ScriptedStorage",
      swiftSettings: strict),

    // Floor 3: PostgreSQL, the service, the client; floor 4: the ttrpc door
    .target(
      name: "CampaignMigrations", path: "migrations",
      resources: [
        .embedInCode("0001_campaigns.sql"), .embedInCode("0002_campaign_stamp.sql"), .embedInCode("0003_queue.sql"),
        .embedInCode("0004_delivery.sql"),
      ], swiftSettings: strict),
    .target(
      name: "CampaignInfra",
      dependencies: ["CampaignApplication", "CampaignDomain", "CampaignMigrations", "CLibPQ", logging],
      swiftSettings: strict),
    .target(
      name: "CampaignService",
      dependencies: ["CampaignApplication", "CampaignDomain", "RPCCodec", logging, metrics, nioCore],
      swiftSettings: strict),
    .target(
      name: "RPCServer",
      dependencies: [
        "CMalloc", "CampaignApplication", "CampaignDomain", "CampaignService", "RPCCodec", logging, metrics, nioCore,
        nioPosix, serviceLifecycle,
      ],
      swiftSettings: strict),
    .target(name: "RPCClient", dependencies: ["RPCCodec", nioCore, nioPosix], swiftSettings: strict),
    // HTTP to the services of partners
    .target(
      name: "PartnerHTTP",
      dependencies: [
        "CLibCrypto", "CampaignApplication", "CampaignDomain", asyncHTTPClient, nioCore, nioHTTP1, nioPosix, nioSSL,
      ],
      swiftSettings: strict),

    // Floor 4: the parts of the programs; floor 5: the programs
    .target(
      name: "ProgramConventions",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignInfra", argumentParser, logging, serviceLifecycle,
      ],
      swiftSettings: strict),
    .target(
      name: "LoadSending", dependencies: ["CampaignDomain", "RPCClient", "RPCCodec", histogram, nioCore, nioPosix],
      swiftSettings: strict),
    .target(
      name: "LoadReporting", dependencies: ["CampaignDomain", "LoadSending", "RPCClient", "RPCCodec", histogram],
      resources: [.embedInCode("Page/page.css"), .embedInCode("Page/page.js")], swiftSettings: strict),
    .target(
      name: "RaceCertifying",
      dependencies: [
        "CLibCrypto", "CampaignDomain", "LoadReporting", "LoadSending", "RPCClient", "RPCCodec", nioCore,
      ],
      swiftSettings: strict),
    // A service that stands in for a partner's, for rehearsals and tests.
    .target(name: "PartnerStandIn", dependencies: [nioCore, nioHTTP1, nioPosix], swiftSettings: strict),
    .executableTarget(
      name: "campaign-server",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignInfra", "CampaignService", "ProgramConventions", "RPCServer",
        argumentParser, logging, nioCore,
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "campaign-scheduler",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignInfra", "PartnerHTTP", "ProgramConventions", argumentParser,
        logging,
      ],
      swiftSettings: strict),
    .target(
      name: "CampaignConsole",
      dependencies: ["CampaignDomain", "CampaignInfra", "ProgramConventions", "RPCClient", "RPCCodec", argumentParser],
      swiftSettings: strict),
    .executableTarget(
      name: "campaignctl", dependencies: ["CampaignConsole", "ProgramConventions"], swiftSettings: strict),
    .executableTarget(
      name: "campaign-load",
      dependencies: [
        "CampaignDomain", "CampaignInfra", "LoadReporting", "LoadSending", "PartnerStandIn", "ProgramConventions",
        "RPCClient", "RPCCodec", "RaceCertifying", argumentParser,
      ],
      swiftSettings: strict),

    // Tests
    .target(name: "TestDatabase", dependencies: ["CLibPQ"], path: "Tests/TestDatabase", swiftSettings: strict),
    // Clusters that a test may stop, crash and replicate
    .target(
      name: "TestCluster", dependencies: ["ProcessHarness", "TestDatabase"], path: "Tests/TestCluster",
      swiftSettings: strict),
    .testTarget(
      name: "CampaignInfraTests",
      dependencies: [
        "CLibPQ", "CampaignApplication", "CampaignDomain", "CampaignInfra", "CampaignMigrations", "TestCluster",
        "TestDatabase", logging,
      ],
      swiftSettings: strict),
    // The promises of every store of campaigns: one suite for all of them
    .testTarget(
      name: "StorageConformance",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignInfra", "ScriptedStorage", "TestDatabase", logging,
      ],
      path: "Tests/StorageConformance", swiftSettings: strict),
    .testTarget(
      name: "PartnerHTTPTests",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "PartnerHTTP", "PartnerStandIn", asyncHTTPClient, nioCore, nioHTTP1,
        nioPosix, nioSSL,
      ],
      swiftSettings: strict),
    // Tests of the programs
    .systemLibrary(name: "CSpawn", path: "Tests/CSpawn"),
    .target(
      name: "ProcessHarness", dependencies: ["CSpawn"], path: "Tests/ProcessHarness", swiftSettings: strict),
    .executableTarget(
      name: "conventions-probe", dependencies: ["ProgramConventions", argumentParser, logging, serviceLifecycle],
      path: "Tests/ConventionsProbe", swiftSettings: strict),
    .testTarget(
      name: "CampaignctlTests",
      dependencies: [
        "CampaignConsole", "CampaignDomain", "ProcessHarness", "RPCCodec", "ScriptedServer", "TestDatabase",
        "campaignctl", nioCore,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ProgramConventionsTests",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignInfra", "ProcessHarness", "ProgramConventions",
        "conventions-probe", argumentParser, logging,
      ],
      swiftSettings: strict),
    // Tests of the service through a door without a socket, and of the ttrpc door; use cases that answer what a test wants
    .target(
      name: "UseCaseStubs",
      dependencies: ["CampaignApplication", "CampaignDomain", "CampaignService", "RPCCodec", logging],
      path: "Tests/UseCaseStubs", swiftSettings: strict),
    .testTarget(
      name: "CampaignServiceTests",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignService", "RPCCodec", "UseCaseStubs", logging, metrics,
        metricsTestKit, nioCore,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RPCServerTests",
      dependencies: [
        "CampaignApplication", "CampaignDomain", "CampaignService", "RPCCodec", "RPCServer", "UseCaseStubs", logging,
        metrics, metricsTestKit, nioCore, nioEmbedded, nioPosix, serviceLifecycle, serviceLifecycleTestKit,
      ],
      swiftSettings: strict),
    // Tests of the client and the load generator, against a server that answers what a test wants
    .target(
      name: "ScriptedServer", dependencies: ["RPCCodec", nioCore, nioPosix], path: "Tests/ScriptedServer",
      swiftSettings: strict),
    .testTarget(
      name: "RPCClientTests",
      dependencies: [
        "ProcessHarness", "RPCClient", "RPCCodec", "ScriptedServer", "SeededRandomness", nioCore, nioPosix,
      ],
      swiftSettings: strict),
    // A campaign in memory that a scripted server answers for, and loads of a few values.
    .target(
      name: "LoadSamples", dependencies: ["CampaignDomain", "LoadSending", "RPCClient", "RPCCodec", "ScriptedServer"],
      path: "Tests/LoadSamples", swiftSettings: strict),
    .testTarget(
      name: "LoadSendingTests",
      dependencies: [
        "CampaignDomain", "LoadSamples", "LoadSending", "RPCClient", "RPCCodec", "ScriptedServer", histogram, nioCore,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LoadReportingTests",
      dependencies: [
        "CampaignDomain", "LoadReporting", "LoadSamples", "LoadSending", "ProcessHarness", "RPCClient", "RPCCodec",
        "ScriptedServer", "campaign-load", histogram, nioCore, nioPosix,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RaceCertifyingTests",
      dependencies: [
        "CampaignDomain", "LoadReporting", "LoadSamples", "LoadSending", "RPCClient", "RPCCodec",
        "RaceCertifying", "ScriptedServer", nioCore, nioPosix,
      ],
      swiftSettings: strict),
    .testTarget(name: "PartnerStandInTests", dependencies: ["PartnerStandIn"], swiftSettings: strict),
    // What callers were told, compared with what the database holds after a crash
    .target(name: "CrashChecking", path: "Tests/CrashChecking", swiftSettings: strict),
    .testTarget(name: "CrashCheckingTests", dependencies: ["CrashChecking"], swiftSettings: strict),
    // Tests of everything together: the programs as processes, over sockets, on PostgreSQL
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "CampaignDomain", "CrashChecking", "PartnerStandIn", "ProcessHarness", "RPCClient", "RPCCodec",
        "SeededRandomness", "TestCluster", "TestDatabase", "campaign-load", "campaign-scheduler", "campaign-server",
        "campaignctl", nioCore, nioPosix,
      ],
      swiftSettings: strict),
    // Tests of the documents: their examples compile, and the files that they name exist
    .testTarget(
      name: "DocumentationTests", dependencies: ["ProcessHarness", "RPCClient", "RPCCodec", nioPosix],
      swiftSettings: strict),
    .testTarget(
      name: "RPCCodecTests", dependencies: ["CCampaignProto", "RPCCodec", "SeededRandomness", nioCore],
      swiftSettings: strict),
  ]
)
