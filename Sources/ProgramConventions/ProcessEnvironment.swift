import Glibc

/// The environment of this process.
public enum ProcessEnvironment {
  /// All variables with their values; of a name that is there twice, the first counts.
  public static func variables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if let name = pair.first, let value = pair.dropFirst().first, variables[String(name)] == nil {
        variables[String(name)] = String(value)
      }
      entry += 1
    }
    return variables
  }
}
