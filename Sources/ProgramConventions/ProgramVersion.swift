/// The version that every program answers to `--version`.
public enum ProgramVersion {
  /// The version, as in the tag of the release.
  public static let text = "0.1.0"
}
