/// The software of a race: programs, compiler, database server and client library.
struct RaceSoftware: Codable, Equatable, Sendable {
  /// The program that wrote the certificate.
  var program = "campaign-load"
  var version: String
  /// The commit that the programs were built from, where `--commit` named it.
  var commit: String?
  /// The compiler that the program was built with: its major and minor version.
  var swift = compiler
  /// `release`, or `debug` for a program that was built without optimisation.
  var build = configuration
  /// The database server's own words.
  var postgresql: String
  /// The version of the client library.
  var libpq: String

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
