// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

// Comparing with grpc-swift-2, which takes minutes to build, is a package of its own: Benchmarks/grpc.
let package = Package(
  name: "seonchak-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "issue-load", targets: ["issue-load"]),
    .executable(name: "bench-figures", targets: ["bench-figures"]),
    .executable(name: "nio-echo", targets: ["nio-echo"]),
    .executable(name: "refusal-load", targets: ["refusal-load"]),
    .executable(name: "idle-connections", targets: ["idle-connections"]),
    .executable(name: "delay-relay", targets: ["delay-relay"]),
    .executable(name: "codec-benchmark", targets: ["codec-benchmark"]),
  ],
  dependencies: [
    .package(name: "seonchak", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    // Issuing: the client in C, so that it is not what is measured: it shares the cores with the server and the database
    .executableTarget(name: "issue-load", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .executableTarget(
      name: "bench-figures",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")], swiftSettings: swiftSettings),

    // The transport: the client in C, what refusals are measured against, the codec by itself
    .target(name: "CLoadClient"),
    .executableTarget(name: "refusal-load", dependencies: ["CLoadClient"]),
    .executableTarget(name: "idle-connections", dependencies: ["CLoadClient"]),
    .executableTarget(
      name: "nio-echo",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    // The way to a standby that is far away
    .executableTarget(
      name: "delay-relay",
      dependencies: [
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    .target(name: "CAllocationCount"),
    .executableTarget(
      name: "codec-benchmark",
      dependencies: [
        "CAllocationCount",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "CampaignDomain", package: "seonchak"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "RPCClient", package: "seonchak"),
      ],
      swiftSettings: swiftSettings),
  ]
)
