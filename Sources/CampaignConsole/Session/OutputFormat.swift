public import ArgumentParser

/// The readers of standard output.
public enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// People.
  case text
  /// Programs: the protobuf JSON mapping.
  case json
}
