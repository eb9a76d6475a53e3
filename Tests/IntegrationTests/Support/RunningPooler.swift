import Foundation
import Glibc
import NIOCore
import NIOPosix
import ProcessHarness
import TestDatabase

/// A pgbouncer of one test's own between the programs and PostgreSQL. Debian's package also has a service, on another
/// port; it is not used.
struct RunningPooler {
  /// The database's URL by way of the pooler.
  let url: String

  /// Runs one in this mode before this database.
  static func with(mode: String, before databaseURL: String, _ body: (RunningPooler) async throws -> Void) async throws
  {
    guard var components = URLComponents(string: databaseURL), let host = components.host,
      let port = components.port, let user = components.user, let password = components.password
    else { throw UnusableURL() }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pooler-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A port that was free a moment ago: pgbouncer can't be given one that is held.
    let address = try ReservedPort().address
    let configuration = folder.appendingPathComponent("pooler.ini").path
    try """
    [databases]
    * = host=\(host) port=\(port) user=\(user) password=\(password)
    [pgbouncer]
    listen_addr = 127.0.0.1
    listen_port = \(address.split(separator: ":").last ?? "")
    unix_socket_dir =
    auth_type = any
    pool_mode = \(mode)
    """.write(toFile: configuration, atomically: true, encoding: .utf8)
    // pgbouncer refuses to run as root, and the file holds a password.
    var arguments = ["-q", configuration]
    if geteuid() == 0, let owner = getpwnam("nobody") {
      chown(folder.path, owner.pointee.pw_uid, owner.pointee.pw_gid)
      chown(configuration, owner.pointee.pw_uid, owner.pointee.pw_gid)
      arguments = ["-u", "nobody"] + arguments
    }
    chmod(configuration, 0o600)
    let process = try ProgramProcess("/usr/sbin/pgbouncer", arguments)
    components.host = "127.0.0.1"
    components.port = address.split(separator: ":").last.flatMap { Int($0) }
    do {
      // pgbouncer says nothing when it is ready.
      let probe = try SocketAddress(ipAddress: "127.0.0.1", port: components.port ?? 0)
      guard try await eventually({ await isListening(at: probe) }) else {
        throw NoPooler(error: process.errorSoFar)
      }
      try await body(RunningPooler(url: components.string ?? ""))
    } catch {
      process.send(SIGKILL)
      _ = await process.ending()
      throw error
    }
    process.send(SIGKILL)
    _ = await process.ending()
  }

  private static func isListening(at address: SocketAddress) async -> Bool {
    let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(to: address).get()
    try? await channel?.close()
    return channel != nil
  }

  struct NoPooler: Error {
    let error: String
  }

  struct UnusableURL: Error {}
}
