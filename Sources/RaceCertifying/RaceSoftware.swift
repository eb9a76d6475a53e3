/// The software of a race: programs, compiler, database server and client library.
public struct RaceSoftware: Codable, Equatable, Sendable {
  /// The program that wrote the certificate.
  public var program: String
  /// Its version.
  public var version: String
  /// The commit that the programs were built from, where `--commit` named it.
  public var commit: String?
  /// The compiler that the program was built with: its major and minor version.
  public var swift: String
  /// `release`, or `debug` for a program that was built without optimisation.
  public var build: String
  /// The database server's own words.
  public var postgresql: String
  /// The version of the client library.
  public var libpq: String

  /// The versions that are known before the database was asked.
  public init(program: String, version: String, commit: String? = nil) {
    self.program = program
    self.version = version
    self.commit = commit
    self.swift = Self.compiler
    self.build = Self.configuration
    self.postgresql = "unknown"
    self.libpq = "unknown"
  }

  private static var configuration: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }

  private static var compiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }
}
