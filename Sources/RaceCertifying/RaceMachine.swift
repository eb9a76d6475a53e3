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
}

extension RaceMachine {
  /// This machine, as /proc, uname and /etc/os-release describe it; `unknown` where they don't.
  static var current: RaceMachine {
    var system = utsname()
    let kernel =
      uname(&system) == 0
      ? [text(of: system.sysname), text(of: system.release), text(of: system.machine)].joined(separator: " ") : nil
    return RaceMachine(
      cpuModel: contents("/proc/cpuinfo").flatMap(cpuModel) ?? "unknown",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryBytes: Int64(clamping: ProcessInfo.processInfo.physicalMemory), kernel: kernel ?? "unknown",
      operatingSystem: contents("/etc/os-release").flatMap(operatingSystem) ?? "unknown")
  }

  /// The first model that /proc/cpuinfo names.
  static func cpuModel(in text: String) -> String? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, ["model name", "Processor", "cpu model"].contains(trimmed(parts[0])) else { continue }
      return trimmed(parts[1])
    }
    return nil
  }

  /// The name for people that /etc/os-release has.
  static func operatingSystem(in text: String) -> String? {
    for line in text.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
      return trimmed(line.dropFirst("PRETTY_NAME=".count)).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  private static func contents(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  private static func text<Tuple>(of tuple: Tuple) -> String {
    withUnsafeBytes(of: tuple) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
