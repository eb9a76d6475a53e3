public import ArgumentParser
import Glibc

extension ServiceProgram {
  /// Runs a long-running program as ``Program/run(_:)`` runs the others, and ends it however its standard error is
  /// read: what there is to say goes through the log, and its end waits no longer than a second for it to be written.
  ///
  /// A program's `main.swift` is `await ServiceProgram.main(Root.self)`.
  public static func main<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
    let ending = await Program.ending(of: root)
    if !ending.output.isEmpty { try? StandardStream.output.write(ending.output + "\n") }
    ServiceLog.end(saying: ending.error)
    exit(ending.status.rawValue)
  }
}
