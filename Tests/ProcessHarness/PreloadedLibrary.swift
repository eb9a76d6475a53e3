import Foundation

/// A small C library that the dynamic linker puts before those of a program (ld.so(8), `LD_PRELOAD`), so that functions
/// of the C library do what a test wants. It is removed when the value goes.
///
/// A program gets it by ``environment``. Everybody may read it, so that a PostgreSQL that runs as a user of its own can
/// load it, too.
public final class PreloadedLibrary: Sendable {
  /// The reason why there is no library.
  public enum Failure: Error {
    /// No folder of `PATH` has `swift` and `clang` beside it.
    case noCompiler
    /// The compiler's errors.
    case refused(String)
  }

  /// The path of the library.
  public let path: String
  private let folder: URL

  /// Compiles C.
  ///
  /// - Parameters:
  ///   - source: The text of the library. A function that it has in the place of the C library's finds that one by
  ///     `dlsym(RTLD_NEXT, …)`.
  ///   - name: The name of its file, without a suffix.
  /// - Throws: ``Failure``, or what the file system says.
  public init(_ source: String, named name: String) async throws {
    // The run's own folder may lie where only its user can go.
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("preloaded.\(UUID().uuidString)")
    path = folder.appendingPathComponent("\(name).so").path
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    let file = folder.appendingPathComponent("\(name).c")
    try source.write(to: file, atomically: false, encoding: .utf8)
    // The toolchain's own linker: a machine that builds Swift needs no other.
    let ending = try await ProgramProcess.run(
      try Self.compiler(),
      ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-fuse-ld=lld", "-o", path, file.path, "-ldl"])
    guard ending.status == 0 else { throw Failure.refused(ending.output + ending.error) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The variables by which a program loads it.
  public var environment: [String: String] { ["LD_PRELOAD": path] }

  /// The C compiler of the Swift toolchain.
  private static func compiler() throws -> String {
    for folder in (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") {
      let swift = URL(fileURLWithPath: "\(folder)/swift")
      guard FileManager.default.isExecutableFile(atPath: swift.path) else { continue }
      // A `swift` that links to the toolchain's stands alone.
      for swift in [swift, swift.resolvingSymlinksInPath()] {
        let clang = swift.deletingLastPathComponent().appendingPathComponent("clang").path
        if FileManager.default.isExecutableFile(atPath: clang) { return clang }
      }
    }
    throw Failure.noCompiler
  }
}
