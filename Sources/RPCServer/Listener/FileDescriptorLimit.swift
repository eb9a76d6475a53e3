import Glibc

/// How many files the process may have open. Each connection is one.
enum FileDescriptorLimit {
  /// What is left to everything that is no connection of a client: the database's connections, the event loops, the log.
  static let reserve = 256

  /// Raises the limit as far as the process may by itself.
  ///
  /// - Returns: the limit that holds now.
  static func raise() -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return Int(clamping: FD_SETSIZE) }
    var raised = limit
    raised.rlim_cur = raised.rlim_max
    return Int(clamping: setrlimit(resource, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur)
  }

  /// How many connections a limit has room for, beside everything else.
  static func connections(within limit: Int) -> Int {
    max(limit - reserve, limit / 2)
  }
}
