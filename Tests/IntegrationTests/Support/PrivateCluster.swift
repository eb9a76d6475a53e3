import Foundation
import ProcessHarness
import Synchronization

/// A PostgreSQL cluster of one test's own, which it may stop and crash.
final class PrivateCluster: Sendable {
  /// The URL of the cluster's first database.
  let url: String
  let folder: String

  private init(url: String, folder: String) {
    self.url = url
    self.folder = folder
  }

  /// Makes a cluster, and removes it when the body has ended.
  static func with(_ body: (PrivateCluster) async throws -> Void) async throws {
    // `make test` names a folder that it removes whatever happens.
    let parent = ProcessInfo.processInfo.environment["TEST_FOLDER"] ?? "/tmp"
    let folder = "\(parent)/seonchak-integration.\(UUID().uuidString.prefix(8))"
    do {
      let url = try await script("start", folder).trimmingCharacters(in: .whitespacesAndNewlines)
      try await body(PrivateCluster(url: url, folder: folder))
    } catch {
      _ = try? await script("remove", folder)
      throw error
    }
    _ = try await script("remove", folder)
  }

  /// Stops PostgreSQL; its data stay.
  func stop() async throws { _ = try await Self.script("stop", folder) }

  /// Starts it again, on the same port.
  func start() async throws {
    let url = try await Self.script("start", folder).trimmingCharacters(in: .whitespacesAndNewlines)
    guard url == self.url else { throw ScriptFailure(error: "the port is another: somebody took it meanwhile") }
  }

  /// Restarts it; with `--immediate` as after a crash.
  func restart(_ options: [String]) async throws { _ = try await Self.script("restart", folder, options) }

  struct ScriptFailure: Error {
    let error: String
  }

  private static func script(_ command: String, _ folder: String, _ options: [String] = []) async throws -> String {
    let package = (1...4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    let ending = try await ProgramProcess.run(
      "/bin/bash", ["\(package.path)/scripts/postgres.sh", command, folder] + options)
    guard ending.status == 0 else { throw ScriptFailure(error: ending.error) }
    return ending.output
  }
}
