public import ArgumentParser

/// Who reads standard output.
public enum OutputFormat: String, CaseIterable, ExpressibleByArgument, Sendable {
  /// People.
  case text
  /// Programs: the protobuf JSON mapping.
  case json
}
