import Foundation
import ProcessHarness

/// A host whose name leads to whatever address a test says, for programs that are started with ``environment``. What
/// they look up and connect to is written down; other names are the system's.
final class MovableHost: Sendable {
  let name = "partner.test"
  private let library: PreloadedLibrary
  private let folder: URL

  /// A host at this address.
  init(at address: String) async throws {
    library = try await PreloadedLibrary(Self.source, named: "movable-host")
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("movable-host.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    try move(to: address)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The variables with which a program finds the host.
  var environment: [String: String] {
    library.environment.merging(["MOVABLE_HOST_ADDRESS": file("address").path, "MOVABLE_HOST_LOG": file("log").path]) {
      $1
    }
  }

  /// The next look at the name finds this address.
  func move(to address: String) throws {
    try address.write(to: file("address"), atomically: true, encoding: .utf8)
  }

  /// The addresses that were found, one for each look at the name.
  var looks: [String] { entries("look") }

  /// The IPv4 addresses that were connected to, whether anybody took the connection or not.
  var connections: [String] { entries("connect") }

  private func entries(_ kind: String) -> [String] {
    let log = (try? String(contentsOf: file("log"), encoding: .utf8)) ?? ""
    return log.split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.first == kind[...] }
      .compactMap { $0.last.map(String.init) }
  }

  private func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  private static let source = """
    #define _GNU_SOURCE
    #include <arpa/inet.h>
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <netdb.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>

    typedef int (*look_up)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    typedef int (*connect_to)(int, const struct sockaddr *, socklen_t);

    /* One write, so that no two threads mix their lines. */
    static void note(const char *kind, const char *address) {
      char line[128];
      int length = snprintf(line, sizeof line, "%s %s\\n", kind, address);
      int log = open(getenv("MOVABLE_HOST_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      if (log < 0 || write(log, line, length) != length) abort();
      close(log);
    }

    int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **list) {
      look_up next = (look_up)dlsym(RTLD_NEXT, "getaddrinfo");
      if (name == NULL || strcmp(name, "partner.test") != 0) return next(name, service, hints, list);
      char address[64] = "";
      FILE *file = fopen(getenv("MOVABLE_HOST_ADDRESS"), "re");
      if (file == NULL || fscanf(file, "%63s", address) != 1) abort();
      fclose(file);
      struct addrinfo numeric = {0};
      if (hints != NULL) numeric = *hints;
      numeric.ai_flags = AI_NUMERICHOST;
      int result = next(address, service, &numeric, list);
      note("look", address);
      return result;
    }

    int connect(int socket, const struct sockaddr *address, socklen_t length) {
      char text[INET_ADDRSTRLEN];
      if (address->sa_family == AF_INET) {
        note("connect", inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text));
      }
      connect_to next = (connect_to)dlsym(RTLD_NEXT, "connect");
      return next(socket, address, length);
    }
    """
}
