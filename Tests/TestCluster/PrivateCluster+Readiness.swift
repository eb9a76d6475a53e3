import Foundation
import Glibc
import TestDatabase

extension PrivateCluster {
  /// Restarts it as a standby that takes no connections: 57P03, as while PostgreSQL starts or recovers.
  public func becomeUnready() async throws {
    try TestDatabase(on: url).query("ALTER SYSTEM SET hot_standby = off")
    try await stop()
    let file = try standbySignal()
    guard FileManager.default.createFile(atPath: file, contents: nil) else { throw SignalFileFailure() }
    // The cluster's owner has to be able to read it.
    var folder = stat()
    stat(URL(fileURLWithPath: file).deletingLastPathComponent().path, &folder)
    _ = chown(file, folder.st_uid, folder.st_gid)
    try await start()
  }

  /// Restarts it as a primary.
  public func becomeReady() async throws {
    try FileManager.default.removeItem(atPath: try standbySignal())
    try await restart([])
  }

  /// scripts/postgres.sh remembers where the cluster lies.
  private func standbySignal() throws -> String {
    let home = try String(contentsOfFile: "\(folder)/home", encoding: .utf8).trimmingCharacters(
      in: .whitespacesAndNewlines)
    return (home.hasPrefix("/") ? home : "\(folder)/\(home)") + "/data/standby.signal"
  }

  /// The file that makes a standby of a cluster could not be made.
  public struct SignalFileFailure: Error {}
}
