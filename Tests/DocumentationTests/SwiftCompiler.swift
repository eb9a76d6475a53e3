import Foundation
import ProcessHarness

/// The compiler, with the modules that were built for these tests: an example is compiled as the `main.swift` of a
/// program that depends on them.
struct SwiftCompiler {
  /// The folder of the modules' own build.
  private let build = URL(fileURLWithPath: ProgramProcess.path(of: "x")).deletingLastPathComponent()

  /// The compiler's errors for a program; empty if it compiles. It runs to the end of code generation, because
  /// type-checking alone doesn't find a crash of the compiler.
  func faults(in program: String) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("example.\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("main.swift")
    try program.write(to: file, atomically: true, encoding: .utf8)
    let ending = try await ProgramProcess.run(
      "/usr/bin/env",
      ["swiftc", "-emit-ir", "-o", "/dev/null", "-swift-version", "6", "-warnings-as-errors"]
        + ["-module-cache-path", build.appendingPathComponent("ModuleCache").path]
        + ["-I", build.appendingPathComponent("Modules").path] + (try moduleMaps()) + [file.path],
      environment: ["SWIFT_BACKTRACE": "enable=no"])
    return ending.status == 0 ? "" : "status \(ending.status)\n\(ending.output)\(ending.error)"
  }

  /// The C modules beneath the Swift ones: those whose map SwiftPM wrote, and the folders of those that bring their
  /// own.
  private func moduleMaps() throws -> [String] {
    var options: [String] = []
    for name in try names(in: build).filter({ $0.hasSuffix(".build") }) {
      let map = build.appendingPathComponent("\(name)/module.modulemap").path
      if FileManager.default.fileExists(atPath: map) { options += ["-Xcc", "-fmodule-map-file=\(map)"] }
    }
    var packages = [Repository.root]
    // The modules lie in SCRATCH/TRIPLE/debug, the packages that they come from beside TRIPLE.
    let checkouts = build.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("checkouts")
    packages += try names(in: checkouts).map(checkouts.appendingPathComponent)
    for sources in packages.map({ $0.appendingPathComponent("Sources") }) {
      for target in try names(in: sources).map(sources.appendingPathComponent) {
        for folder in [target, target.appendingPathComponent("include")]
        where FileManager.default.fileExists(atPath: folder.appendingPathComponent("module.modulemap").path) {
          options += ["-Xcc", "-I\(folder.path)"]
        }
      }
    }
    return options
  }

  private func names(in folder: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }
}
