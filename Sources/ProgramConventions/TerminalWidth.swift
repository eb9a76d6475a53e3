import Glibc

/// The width of the terminal that a stream goes to.
public enum TerminalWidth {
  /// The columns of standard output; `nil`: it is no terminal, and nothing has to fit.
  public static var ofStandardOutput: Int? { columns(of: STDOUT_FILENO) }

  /// The columns of standard error; `nil`: it is no terminal.
  public static var ofStandardError: Int? { columns(of: STDERR_FILENO) }

  /// It may change while a program runs. A terminal that doesn't say counts as one of 80 columns.
  private static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
