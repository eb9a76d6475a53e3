internal import ArgumentParser

/// Finds the first word of a command line that is no command and no flag, and says what it was meant to be.
///
/// ArgumentParser tells of flags alone, and of them only where nothing that is required is missing: a mistyped required
/// flag is missing too.
enum UnknownWord {
  /// The message about the first unknown word of the arguments, as they were typed; `nil`: every word is known.
  static func message(in arguments: [String], of root: any ParsableCommand.Type) -> String? {
    let (command, rest) = CommandFlags.chosenCommand(root, arguments.prefix { $0 != "--" })
    guard rest.first != "help" else { return nil }
    if !command.configuration.subcommands.isEmpty, let word = rest.first, !word.hasPrefix("-") {
      return message(ofCommand: word, in: command, below: root)
    }
    let flags = CommandFlags.flags(of: command.init())
    return firstUnknownFlag(in: rest, besides: flags).map { message(ofFlag: $0, among: flags.map(\.name)) }
  }

  // MARK: Commands

  private static func message(
    ofCommand word: String, in command: any ParsableCommand.Type, below root: any ParsableCommand.Type
  ) -> String {
    let names = command.configuration.subcommands.map { $0._commandName }
    if let meant = Spelling.closest(to: word, among: names) {
      return "Unknown command '\(word)'. Did you mean '\(meant)'?"
    }
    // The right word at another place, as `campaignctl list` for `campaignctl campaign list`.
    let paths = paths(below: root, after: root._commandName)
    if let meant = Spelling.closest(to: word, among: paths.map(\.name)),
      let path = paths.first(where: { $0.name == meant })?.path
    {
      return "Unknown command '\(word)'. Did you mean '\(path)'?"
    }
    return "Unknown command '\(word)': the commands are \(names.joined(separator: ", "))"
  }

  private static func paths(
    below command: any ParsableCommand.Type, after path: String
  ) -> [(name: String, path: String)] {
    command.configuration.subcommands.flatMap { subcommand -> [(name: String, path: String)] in
      let name = subcommand._commandName
      return [(name, "\(path) \(name)")] + paths(below: subcommand, after: "\(path) \(name)")
    }
  }

  // MARK: Flags

  /// The value behind an option is none, whatever it begins with.
  private static func firstUnknownFlag(in words: ArraySlice<String>, besides flags: [CommandFlag]) -> String? {
    var isValue = false
    for word in words {
      guard !isValue else {
        isValue = false
        continue
      }
      guard word.hasPrefix("-"), word != "-h", let name = longName(of: word) else { continue }
      guard word.hasPrefix("--") else { return word }
      if name == "help" || name == "version" { continue }
      guard let flag = flags.first(where: { $0.name == name }) else { return "--" + name }
      isValue = flag.kind == .option && !word.contains("=")
    }
    return nil
  }

  /// `-name`, which is meant to be `--name`, has one too; a number below nothing has none.
  private static func longName(of word: String) -> String? {
    let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
    return name.first?.isLetter == true ? String(name) : nil
  }

  private static func message(ofFlag word: String, among names: [String]) -> String {
    guard let name = longName(of: word), let meant = Spelling.closest(to: name, among: names + ["help", "version"])
    else { return "Unknown option '\(word)'" }
    return "Unknown option '\(word)'. Did you mean '--\(meant)'?"
  }
}
