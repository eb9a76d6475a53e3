internal import ArgumentParser

/// A flag of a command that the environment can set too.
struct CommandFlag: Equatable {
  enum Kind: Equatable {
    /// `--name VALUE`
    case option
    /// `--name`
    case toggle
  }

  /// The long name without its hyphens.
  let name: String
  let kind: Kind

  /// The variable of the environment that holds it: `CAMPAIGN_` and the name in upper snake case.
  var variable: String {
    name == "database-url" ? "DATABASE_URL" : "CAMPAIGN_" + name.replacing("-", with: "_").uppercased()
  }
}

/// The flags that commands declare, found as ArgumentParser itself finds them: by the names of their properties.
enum CommandFlags {
  /// The subcommand that the leading words name, and the words behind them.
  static func chosenCommand(
    _ root: any ParsableCommand.Type, _ words: ArraySlice<String>
  ) -> (command: any ParsableCommand.Type, rest: ArraySlice<String>) {
    let next = root.configuration.subcommands.first { command in
      words.first.map { $0 == command._commandName || command.configuration.aliases.contains($0) } ?? false
    }
    return next.map { chosenCommand($0, words.dropFirst()) } ?? (root, words)
  }

  static func flags(of arguments: any ParsableArguments) -> [CommandFlag] {
    Mirror(reflecting: arguments).children.flatMap { child in
      (child.value as? any FlagProperty)?.flags(ofProperty: child.label ?? "") ?? []
    }
  }

  /// `_databaseURL`, the storage of `databaseURL`, is `--database-url`.
  fileprivate static func longName(ofProperty label: String) -> String {
    label.drop { $0 == "_" }
      .replacing(/([A-Z])([A-Z][a-z])/) { "\($0.1)-\($0.2)" }
      .replacing(/([a-z0-9])([A-Z])/) { "\($0.1)-\($0.2)" }
      .lowercased()
  }
}

/// A property of a command that stands for flags.
private protocol FlagProperty {
  func flags(ofProperty label: String) -> [CommandFlag]
}

extension Option: FlagProperty {
  fileprivate func flags(ofProperty label: String) -> [CommandFlag] {
    [CommandFlag(name: CommandFlags.longName(ofProperty: label), kind: .option)]
  }
}

extension Flag: FlagProperty {
  fileprivate func flags(ofProperty label: String) -> [CommandFlag] {
    [CommandFlag(name: CommandFlags.longName(ofProperty: label), kind: .toggle)]
  }
}

extension OptionGroup: FlagProperty {
  fileprivate func flags(ofProperty _: String) -> [CommandFlag] { CommandFlags.flags(of: Value()) }
}
