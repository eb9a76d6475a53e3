public import ArgumentParser
internal import FoundationEssentials
import Glibc

/// The way every program starts and ends.
public enum Program {
  /// The words of a program's help about the environment. `flag`, without its hyphens, is the example: one that the
  /// program has.
  public static func environmentNote(naming flag: String) -> String {
    """
    A flag goes before its environment variable, and that before the default. The variable is CAMPAIGN_ and the \
    flag in upper snake case: \(CommandFlag(name: flag, kind: .option).variable) for --\(flag); for --database-url it is \
    DATABASE_URL.
    """
  }

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
    keepStandardDescriptorsTaken()
    // A reader that went away is an error of the write that meets it, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    // A file that may grow no more is such an error, too.
    signal(SIGXFSZ, SIG_IGN)
    do {
      return await ending(
        of: root, arguments: try typedArguments(), environment: ProcessInfo.processInfo.environment)
    } catch {
      return ProgramEnding(of: error, root: root)
    }
  }

  /// Runs the chosen command and says how the program ends.
  static func ending<Root: AsyncParsableCommand>(
    of root: Root.Type, arguments: [String], environment: [String: String]
  ) async -> ProgramEnding {
    var flags: EnvironmentFlags?
    do {
      let given = try EnvironmentFlags(root: root, arguments: arguments, environment: environment)
      flags = given
      var command = try await root.asyncParseAsRoot(given.arguments)
      if var asyncCommand = command as? any AsyncParsableCommand {
        try await asyncCommand.run()
      } else {
        try command.run()
      }
      return ProgramEnding(status: .success)
    } catch {
      return ProgramEnding(of: error, root: root, flags: flags)
    }
  }

  /// Keeps the standard streams that the caller closed (`2>&-`) from becoming the number of a file or socket that is
  /// opened later: an error message would be written into it. The descriptors opened in their place refuse, as closed
  /// ones do.
  private static func keepStandardDescriptorsTaken() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, and those below it are taken already.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// All arguments but the program's name. Bytes that are no UTF-8 are wrong usage: Swift's own arguments would have
  /// other characters in their place, and a user of such a name would be somebody else.
  private static func typedArguments() throws -> [String] {
    try (1..<max(1, Int(CommandLine.argc))).map { index in
      guard let bytes = CommandLine.unsafeArgv[index], let argument = String(validatingCString: bytes) else {
        throw ValidationError("argument \(index) is not UTF-8: expected text in UTF-8")
      }
      return argument
    }
  }
}
