import Glibc
import LoadGenerator
import ProgramConventions

/// Shows progress on standard error: on a terminal one line that is redrawn in place, otherwise a line each second.
struct ProgressDisplay: Sendable {
  /// Whether standard error is a terminal that can redraw a line.
  private let isTerminal = isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"

  /// How often there is something to show.
  var interval: Duration { isTerminal ? .milliseconds(200) : .seconds(1) }

  /// Shows how far the run is.
  func show(_ progress: LoadProgress) {
    // Progress that nobody reads any more stops nothing.
    if isTerminal {
      // Back to the line's beginning, and what was there is erased; a full last column would wrap.
      try? StandardStream.error.write("\r\u{1B}[2K" + progress.line(columns: Self.columns - 1))
    } else {
      try? StandardStream.error.write(progress.line + "\n")
    }
  }

  /// The last line stays, and what follows begins a new one.
  func end() {
    if isTerminal { try? StandardStream.error.write("\n") }
  }

  /// The terminal's width; it may change while the program runs.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
