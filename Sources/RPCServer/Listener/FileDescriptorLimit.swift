import Glibc

/// The number of files that the process may have open. Each connection is one.
enum FileDescriptorLimit {
  /// The files that are left to everything that is no connection of a client: the database's connections, the event
  /// loops, the log.
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

  /// The number of connections that a limit has room for, beside everything else.
  static func connections(within limit: Int) -> Int {
    max(limit - reserve, limit / 2)
  }
}
