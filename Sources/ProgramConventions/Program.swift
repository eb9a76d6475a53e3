public import ArgumentParser
import Glibc

/// The way every program starts and ends.
public enum Program {
  /// The words of a program's help about the environment.
  public static let environmentNote = """
    A flag goes before its environment variable, and that before the default. The variable is CAMPAIGN_ and the \
    flag in upper snake case: CAMPAIGN_LOG_LEVEL for --log-level; for --database-url it is DATABASE_URL.
    """

  /// Runs the chosen command with this process's arguments and environment, and exits with its status.
  ///
  /// A program's `main.swift` is `await Program.run(Root.self)`, or, if it is to run for long, `ServiceProgram.main`.
  /// `@main` would take ArgumentParser's own entry.
  public static func run<Root: AsyncParsableCommand>(_ root: Root.Type) async -> Never {
    let ending = await ending(of: root)
    if !ending.output.isEmpty { try? StandardStream.output.write(ending.output + "\n") }
    if !ending.error.isEmpty { try? StandardStream.error.write(ending.error + "\n") }
    exit(ending.status.rawValue)
  }

  /// Runs the chosen command with this process's arguments and environment, and says how the program ends.
  static func ending<Root: AsyncParsableCommand>(of root: Root.Type) async -> ProgramEnding {
    StandardDescriptors.keepTaken()
    // A reader that went away is an error of the write that meets it, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // A file that may grow no more is such an error, too.
    signal(SIGXFSZ, SIG_IGN)
    do {
      return await ending(
        of: root, arguments: try ProcessArguments.all(), environment: ProcessEnvironment.variables())
    } catch {
      return ProgramEnding(of: error, root: root, variableAtFault: { _ in nil })
    }
  }

  /// Runs the chosen command and says how the program ends.
  static func ending<Root: AsyncParsableCommand>(
    of root: Root.Type, arguments: [String], environment: [String: String]
  ) async -> ProgramEnding {
    let flags: EnvironmentFlags
    do {
      flags = try EnvironmentFlags(root: root, arguments: arguments, environment: environment)
    } catch {
      return ProgramEnding(of: error, root: root, variableAtFault: { _ in nil })
    }
    do {
      var command = try await root.asyncParseAsRoot(flags.arguments)
      if var asyncCommand = command as? any AsyncParsableCommand {
        try await asyncCommand.run()
      } else {
        try command.run()
      }
      return ProgramEnding(status: .success)
    } catch {
      return ProgramEnding(
        of: error, root: root, arguments: arguments, variableAtFault: flags.variable(atFaultIn:))
    }
  }
}
