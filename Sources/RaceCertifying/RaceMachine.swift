internal import Foundation
internal import Glibc

/// The machine that ran the race: all that it has, free or not. Servers and database may run elsewhere.
struct RaceMachine: Codable, Equatable, Sendable {
  var cpuModel: String
  /// The processors that the process may use.
  var cores: Int
  var memoryBytes: Int64
  var kernel: String
  var operatingSystem: String

  /// This machine, as Linux describes it; `unknown` where it doesn't.
  static var current: RaceMachine {
    var system = utsname()
    let kernel =
      uname(&system) == 0
      ? [text(of: system.sysname), text(of: system.release), text(of: system.machine)].joined(separator: " ")
      : "unknown"
    return RaceMachine(
      cpuModel: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)).flatMap(cpuModel) ?? "unknown",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: Int64(clamping: ProcessInfo.processInfo.physicalMemory), kernel: kernel,
      operatingSystem: ProcessInfo.processInfo.operatingSystemVersionString)
  }

  /// The first model that /proc/cpuinfo names.
  static func cpuModel(in text: String) -> String? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2, ["model name", "Processor", "cpu model"].contains(parts[0]) { return parts[1] }
    }
    return nil
  }

  private static func text<Tuple>(of tuple: Tuple) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
