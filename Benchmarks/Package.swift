// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "seonchak-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "issue-benchmark", targets: ["issue-benchmark"])
  ],
  dependencies: [
    .package(name: "seonchak", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
  ],
  targets: [
    .executableTarget(
      name: "issue-benchmark",
      dependencies: [
        .product(name: "RPCClient", package: "seonchak"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
      ])
  ]
)
