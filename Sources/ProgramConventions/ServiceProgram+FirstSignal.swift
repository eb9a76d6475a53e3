extension ServiceProgram {
  /// Takes SIGTERM and SIGINT over, as `run` does, and returns when the first one has come or the task is cancelled.
  /// For programs that do one job and report on it, however early they are told to end.
  public static func waitForFirstSignal() async {
    takeOverSignals()
    for await _ in TerminationSignals.first { return }
  }
}
