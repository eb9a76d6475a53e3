internal import ArgumentParser

/// A command with flags of which at most one is given: `--start` and `--start-in`.
///
/// One of them on the command line hides the variables of the others, because flags go before the environment.
public protocol ExclusiveFlagCommand {
  /// The groups of long names, without their hyphens.
  static var exclusiveFlags: [[String]] { get }
}

/// A command that takes flags because its like do, and makes no use of them.
///
/// The environment is not asked for them: what is wrong there would stop a command that needs nothing of it.
public protocol UnusedFlagCommand {
  /// The long names, without their hyphens.
  static var unusedFlags: [String] { get }
}

/// The command line with what the environment adds to it.
struct EnvironmentFlags {
  /// The arguments as they were typed.
  let typed: [String]
  /// The arguments, those of the environment included.
  private(set) var arguments: [String]
  /// The flags that came from the environment.
  private(set) var added: [CommandFlag] = []

  init(root: any ParsableCommand.Type, arguments: [String], environment: [String: String]) throws {
    typed = arguments
    self.arguments = arguments
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    // A caller who asks for help gets it, whatever the environment holds.
    guard arguments[..<end].allSatisfy({ !["--help", "-h", "--version"].contains($0) }) else { return }
    let command = CommandFlags.chosenCommand(root, arguments[...]).command
    let hidden = Self.hidden(by: Set(arguments[..<end].compactMap(Self.longName)), in: command)
    var tokens: [String] = []
    for flag in CommandFlags.flags(of: command.init()) where !hidden.contains(flag.name) {
      // An empty variable counts as none, as is usual for the environment.
      guard let value = environment[flag.variable], !value.isEmpty else { continue }
      guard let token = try Self.token(for: flag, value: value) else { continue }
      tokens.append(token)
      added.append(flag)
    }
    self.arguments.insert(contentsOf: tokens, at: end)
  }

  /// The variable that a usage error speaks of, if the faulty value came from the environment.
  func variable(atFaultIn message: String) -> String? {
    added.first { message.contains("'--\($0.name) ") || message.contains("'--\($0.name)'") }?.variable
  }

  private static func hidden(by typed: Set<String>, in command: any ParsableCommand.Type) -> Set<String> {
    var hidden = typed
    if let command = command as? any UnusedFlagCommand.Type { hidden.formUnion(command.unusedFlags) }
    if let command = command as? any ExclusiveFlagCommand.Type {
      for group in command.exclusiveFlags where !typed.isDisjoint(with: group) { hidden.formUnion(group) }
    }
    return hidden
  }

  private static func longName(_ argument: String) -> String? {
    guard argument.hasPrefix("--") else { return nil }
    return String(argument.dropFirst(2).prefix { $0 != "=" })
  }

  private static func token(for flag: CommandFlag, value: String) throws -> String? {
    switch (flag.kind, value) {
    case (.option, _): return "--\(flag.name)=\(value)"
    case (.toggle, "1"), (.toggle, "true"), (.toggle, "yes"), (.toggle, "on"): return "--\(flag.name)"
    case (.toggle, "0"), (.toggle, "false"), (.toggle, "no"), (.toggle, "off"): return nil
    case (.toggle, _):
      throw ValidationError("the environment variable \(flag.variable) is '\(value)': expected true or false")
    }
  }
}
