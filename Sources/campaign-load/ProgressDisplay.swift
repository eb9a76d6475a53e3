import Glibc
import LoadSending
import ProgramConventions
import Synchronization

/// Shows progress on standard error: on a terminal one line that is redrawn in place, otherwise a line each second.
final class ProgressDisplay: Sendable {
  /// True if standard error is a terminal that can redraw a line.
  private let isTerminal = isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"

  /// True if there is a line that waits for its end.
  private let isLineOpen = Atomic(false)

  /// The time between two lines of progress.
  var interval: Duration { isTerminal ? .milliseconds(200) : .seconds(1) }

  /// Shows the run's progress.
  func show(_ progress: LoadProgress) {
    // Progress that nobody reads any more stops nothing.
    if isTerminal {
      // The cursor returns to the line's beginning, and the old text is erased; a full last column would wrap.
      isLineOpen.store(true, ordering: .relaxed)
      try? StandardStream.error.write("\r\u{1B}[2K" + progress.line(columns: (TerminalWidth.ofStandardError ?? 80) - 1))
    } else {
      try? StandardStream.error.write(progress.line + "\n")
    }
  }

  /// Says something between two lines of progress.
  func say(_ text: String) {
    end()
    try? StandardStream.error.write(text + "\n")
  }

  /// The last line stays, and the text that follows begins a new one.
  func end() {
    if isLineOpen.exchange(false, ordering: .relaxed) { try? StandardStream.error.write("\n") }
  }
}
