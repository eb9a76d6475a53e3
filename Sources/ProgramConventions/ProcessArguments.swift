internal import ArgumentParser

/// The arguments of this process.
enum ProcessArguments {
  /// All arguments but the program's name. Bytes that are no UTF-8 are wrong usage: Swift's own arguments would have
  /// other characters in their place, and a user of such a name would be somebody else.
  static func all() throws -> [String] {
    try (1..<max(1, Int(CommandLine.argc))).map { index in
      guard let bytes = CommandLine.unsafeArgv[index], let argument = String(validatingCString: bytes) else {
        throw ValidationError("argument \(index) is not UTF-8: expected text in UTF-8")
      }
      return argument
    }
  }
}
