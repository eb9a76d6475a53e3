import Foundation
package import Glibc
import ProcessHarness
import Synchronization

/// A PostgreSQL cluster of one test's own, which it may stop and crash.
public final class PrivateCluster: Sendable {
  /// The URL of the cluster's first database.
  public let url: String
  /// The folder that scripts/postgres.sh knows it by.
  public let folder: String
  private let environment: [String: String]
  private let frozen = Mutex<[pid_t]>([])

  private init(url: String, folder: String, environment: [String: String]) {
    self.url = url
    self.folder = folder
    self.environment = environment
  }

  /// Makes a cluster, and removes it when the body has ended. PostgreSQL has these variables each time it is started,
  /// such as those of a ``PreloadedLibrary``. Throws what the body does, or ``ScriptFailure``.
  public static func with<Value>(
    environment: [String: String] = [:], _ body: (PrivateCluster) async throws -> Value
  ) async throws -> Value {
    try await with("start", [], environment, body)
  }

  /// Makes a standby of this cluster, which follows it, and removes it when the body has ended. `port`: of a relay to
  /// this cluster by which it follows, if there is one.
  public func withStandby<Value>(
    by port: Int? = nil, _ body: (PrivateCluster) async throws -> Value
  ) async throws -> Value {
    try await Self.with("standby", [folder] + (port.map { [String($0)] } ?? []), environment, body)
  }

  private static func with<Value>(
    _ command: String, _ options: [String], _ environment: [String: String],
    _ body: (PrivateCluster) async throws -> Value
  ) async throws -> Value {
    // `make test` names a folder that it removes whatever happens.
    let parent = ProcessInfo.processInfo.environment["TEST_FOLDER"] ?? "/tmp"
    let folder = "\(parent)/seonchak-cluster.\(UUID().uuidString.prefix(8))"
    let value: Value
    do {
      let url = try await script(command, folder, options, environment: environment)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      let cluster = PrivateCluster(url: url, folder: folder, environment: environment)
      defer { cluster.thaw() }
      value = try await body(cluster)
    } catch {
      _ = try? await script("remove", folder)
      throw error
    }
    _ = try await script("remove", folder)
    return value
  }

  /// Stops every process of the cluster where it stands, as when its machine hangs: connections stay, and nothing
  /// answers.
  public func freeze() throws {
    let postmaster = try postmaster()
    try frozen.withLock { frozen in
      guard kill(postmaster, SIGSTOP) == 0 else {
        throw ScriptFailure(error: "the process of the cluster can't be stopped")
      }
      frozen.append(postmaster)
      // A stopped postmaster starts no more processes.
      for process in Self.children(of: postmaster) {
        _ = kill(process, SIGSTOP)
        frozen.append(process)
      }
    }
  }

  /// Lets a frozen cluster go on.
  public func thaw() {
    frozen.withLock { frozen in
      for process in frozen { _ = kill(process, SIGCONT) }
      frozen = []
    }
  }

  /// Stops one of its processes, until the cluster is thawed.
  func stop(process: pid_t) {
    frozen.withLock { frozen in
      _ = kill(process, SIGSTOP)
      frozen.append(process)
    }
  }

  /// Kills what is frozen.
  func killFrozen() {
    frozen.withLock { frozen in
      for process in frozen { _ = kill(process, SIGKILL) }
      frozen = []
    }
  }

  /// The folder of the cluster itself.
  func home() throws -> String {
    let home = try String(contentsOfFile: "\(folder)/home", encoding: .utf8).trimmingCharacters(in: .newlines)
    return home.hasPrefix("/") ? home : "\(folder)/\(home)"
  }

  /// PostgreSQL's main process.
  package func postmaster() throws -> pid_t {
    let recorded = try String(contentsOfFile: "\(home())/data/postmaster.pid", encoding: .utf8)
    guard let postmaster = recorded.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
      throw ScriptFailure(error: "nobody knows the process of the cluster")
    }
    return postmaster
  }

  static func children(of parent: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let end = stat.lastIndex(of: ")")
      else { return false }
      // State and parent stand behind the name, which may hold anything.
      return stat[end...].split(separator: " ").dropFirst(2).first.flatMap { pid_t($0) } == parent
    }
  }

  /// Stops PostgreSQL; its data stay. `options`: `--immediate`, as by a crash.
  public func stop(_ options: [String] = []) async throws { _ = try await Self.script("stop", folder, options) }

  /// Starts it again, on the same port.
  public func start() async throws {
    let url = try await Self.script("start", folder, environment: environment).trimmingCharacters(
      in: .whitespacesAndNewlines)
    guard url == self.url else { throw ScriptFailure(error: "the port is another: somebody took it meanwhile") }
  }

  /// Restarts it; with `--immediate` as after a crash.
  public func restart(_ options: [String]) async throws {
    _ = try await Self.script("restart", folder, options, environment: environment)
  }

  /// A step of scripts/postgres.sh, or around it, that failed.
  public struct ScriptFailure: Error {
    let error: String

    /// Makes the failure of this reason.
    public init(error: String) {
      self.error = error
    }
  }

  private static func script(
    _ command: String, _ folder: String, _ options: [String] = [], environment: [String: String] = [:]
  ) async throws -> String {
    let lines = environment.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
    let package = (1...3).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    let ending = try await ProgramProcess.run(
      "/bin/bash", ["\(package.path)/scripts/postgres.sh", command, folder] + options,
      environment: ["POSTGRES_ENVIRONMENT": lines])
    guard ending.status == 0 else { throw ScriptFailure(error: ending.error) }
    return ending.output
  }
}
