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

let package = Package(
  name: "seonchak-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "issue-load", targets: ["issue-load"]),
    .executable(name: "bench-table", targets: ["bench-table"]),
  ],
  targets: [
    // C, so that the client is not what is measured: it shares the cores with the server and the database.
    .executableTarget(name: "issue-load", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
    .executableTarget(name: "bench-table", swiftSettings: swiftSettings),
  ]
)
