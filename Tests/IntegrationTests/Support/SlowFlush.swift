import Foundation
import ProcessHarness

/// A disk that is slow for a cluster that is started with ``environment``: `fdatasync`, by which PostgreSQL flushes its
/// log, takes as much longer as a test says.
final class SlowFlush: Sendable {
  private let library: PreloadedLibrary
  private let folder: URL

  /// A disk that is no slower yet.
  init() async throws {
    library = try await PreloadedLibrary(
      try String(contentsOf: Self.sourceFile, encoding: .utf8), named: "slow-flush")
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("slow-flush.\(UUID().uuidString)")
    // PostgreSQL may run as a user of its own.
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    try set(.zero)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The variables with which a cluster has the disk.
  var environment: [String: String] { library.environment.merging(["FLUSH_DELAY_FILE": file.path]) { $1 } }

  /// True if this process of PostgreSQL has the disk.
  func isUsed(by process: Int32) async throws -> Bool {
    // The kernel tells the list page by page, of which Foundation reads one.
    let search = ["--quiet", "--fixed-strings", library.path, "/proc/\(process)/maps"]
    return try await ProgramProcess.run("/usr/bin/env", ["grep"] + search).status == 0
  }

  /// Each flush takes so much longer from now on, in whole milliseconds.
  func set(_ delay: Duration) throws {
    // In one step: a flush that reads it meanwhile finds the old or the new one.
    try "\(Int(delay / .milliseconds(1)))\n".write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
  }

  private var file: URL { folder.appendingPathComponent("milliseconds") }

  /// The library of the benchmarks.
  private static let sourceFile = URL(fileURLWithPath: #filePath).appendingPathComponent(
    "../../../../scripts/library/slow_flush.c"
  ).standardizedFileURL
}
