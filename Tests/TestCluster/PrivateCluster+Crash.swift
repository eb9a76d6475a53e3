import Foundation
import Glibc
import TestDatabase

extension PrivateCluster {
  /// The ways in which a cluster ends without a last flush.
  package enum Crash: CaseIterable, Sendable {
    /// `pg_ctl stop -m immediate`: its processes quit where they stand.
    case immediateStop
    /// All of its processes are killed at one moment.
    case kill
    /// The backend of a session is killed: PostgreSQL ends all others, recovers and goes on by itself, as the same
    /// process, with the same identifier and the same timeline.
    case killedBackend
  }

  /// Has the WAL writer wait for 10 s at a time, so that whoever looks finds it waiting.
  package func leaveWALWriterAlone() async throws {
    let database = TestDatabase(at: url)
    try database.query("ALTER SYSTEM SET wal_writer_delay = '10s'")
    try database.query("SELECT pg_reload_conf()")
    let isTold = try await eventually { try database.value("SHOW wal_writer_delay") == "10s" }
    guard isTold else { throw ScriptFailure(error: "PostgreSQL doesn't read its settings") }
  }

  /// Stops the WAL writer where it waits for its next turn, so that nothing reaches the disk but what a commit flushes.
  /// It ends with the next crash, and goes on when the cluster is thawed.
  package func stopWALWriter() async throws {
    var writer: pid_t?
    let isWaiting = try await eventually {
      writer = try Self.children(of: postmaster()).first { Self.command(of: $0).hasPrefix("postgres: walwriter") }
      guard let writer else { return false }
      // It holds a lock for as long as it writes: stopped then, it would stop everybody. The kernel may not tell.
      let place = (try? String(contentsOfFile: "/proc/\(writer)/wchan", encoding: .utf8)) ?? ""
      return ["", "0"].contains(place) || place.contains("epoll") || place.contains("ep_poll")
    }
    guard isWaiting, let writer else { throw ScriptFailure(error: "no WAL writer that waits") }
    stop(process: writer)
  }

  /// Crashes the cluster and waits until none of its processes is left but, where it goes on by itself, the main one.
  package func crash(_ crash: Crash) async throws {
    let postmaster = try postmaster()
    var ending = Self.children(of: postmaster)
    switch crash {
    case .immediateStop:
      ending.append(postmaster)
      _ = Glibc.kill(postmaster, SIGQUIT)
    case .kill:
      ending.append(postmaster)
      try freeze()
    case .killedBackend:
      guard let backend = ending.first(where: { Self.command(of: $0).contains("127.0.0.1(") }) else {
        throw ScriptFailure(error: "the cluster has no session")
      }
      _ = Glibc.kill(backend, SIGKILL)
    }
    // A process that is stopped can't quit by itself.
    killFrozen()
    let isGone = try await eventually { ending.allSatisfy { !Self.isAlive($0) } }
    guard isGone else { throw ScriptFailure(error: "the cluster didn't end") }
  }

  /// Waits until a crashed cluster takes sessions again; starts it where it doesn't go on by itself.
  package func recover(from crash: Crash) async throws {
    guard crash == .killedBackend else { return try await start() }
    let database = TestDatabase(at: url)
    let isBack = try await eventually(within: .seconds(30)) { (try? database.value("SELECT 1")) != nil }
    guard isBack else { throw ScriptFailure(error: "the cluster didn't recover; its log ends: \(lastLines())") }
  }

  /// The bytes of the log that a crash would take now: they are in nobody's memory but PostgreSQL's.
  package func unflushedBytes() throws -> Int {
    let bytes = try TestDatabase(at: url).value(
      "SELECT (pg_current_wal_insert_lsn() - pg_current_wal_flush_lsn())::bigint")
    return bytes.flatMap { Int($0) } ?? 0
  }

  private func lastLines() -> String {
    let log = (try? home()).flatMap { try? String(contentsOfFile: "\($0)/log", encoding: .utf8) } ?? ""
    return log.split(separator: "\n").suffix(30).joined(separator: "\n")
  }

  private static func command(of process: pid_t) -> String {
    (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
  }

  /// False for one that has ended and waits to be buried.
  private static func isAlive(_ process: pid_t) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return false }
    return !stat[end...].dropFirst(2).hasPrefix("Z")
  }
}
