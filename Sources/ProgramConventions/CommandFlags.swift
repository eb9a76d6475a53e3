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
    if name == "database-url" { return "DATABASE_URL" }
    return "CAMPAIGN_" + String(name.map { $0 == "-" ? "_" : $0 }).uppercased()
  }
}

/// The flags that commands declare, found as ArgumentParser itself finds them: by the names of their properties.
enum CommandFlags {
  /// The flags of the subcommand that these arguments choose.
  static func ofCommand(_ root: any ParsableCommand.Type, chosenBy arguments: [String]) -> [CommandFlag] {
    flags(of: chosenCommand(root, arguments).init())
  }

  /// The subcommand that the leading words name.
  static func chosenCommand(
    _ root: any ParsableCommand.Type, _ arguments: [String]
  ) -> any ParsableCommand.Type {
    var command = root
    for word in arguments {
      let next = command.configuration.subcommands.first {
        $0._commandName == word || $0.configuration.aliases.contains(word)
      }
      guard let next else { break }
      command = next
    }
    return command
  }

  static func flags(of arguments: any ParsableArguments) -> [CommandFlag] {
    Mirror(reflecting: arguments).children.flatMap { child -> [CommandFlag] in
      if let group = child.value as? any FlagGroup { return flags(of: group.emptyMembers) }
      guard let flag = child.value as? any FlagProperty, let label = child.label else { return [] }
      return [CommandFlag(name: longName(ofProperty: label), kind: flag.flagKind)]
    }
  }

  /// `_databaseURL`, the storage of `databaseURL`, is `--database-url`.
  static func longName(ofProperty label: String) -> String {
    let letters = Array(label.first == "_" ? label.dropFirst() : Substring(label))
    var name = ""
    for (index, letter) in letters.enumerated() {
      let startsWord =
        letter.isUppercase && index > 0
        && (!letters[index - 1].isUppercase
          || letters.indices.contains(index + 1) && letters[index + 1].isLowercase)
      name += (startsWord ? "-" : "") + letter.lowercased()
    }
    return name
  }
}

private protocol FlagProperty {
  var flagKind: CommandFlag.Kind { get }
}

private protocol FlagGroup {
  var emptyMembers: any ParsableArguments { get }
}

extension Option: FlagProperty {
  fileprivate var flagKind: CommandFlag.Kind { .option }
}

extension Flag: FlagProperty {
  fileprivate var flagKind: CommandFlag.Kind { .toggle }
}

extension OptionGroup: FlagGroup {
  fileprivate var emptyMembers: any ParsableArguments { Value() }
}
