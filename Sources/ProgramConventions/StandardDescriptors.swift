import Glibc

/// The numbers 0, 1 and 2, which every program takes for its standard streams.
enum StandardDescriptors {
  /// Keeps those that the caller closed (`2>&-`) from becoming the number of a file or socket that is opened later: an
  /// error message would be written into it. The descriptors opened in their place refuse, as closed ones do.
  static func keepTaken() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, and those below it are taken already.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
