internal import Dispatch
internal import Foundation

/// The commit of the repository that a program was built in.
public enum SourceCommit {
  /// What is said where it can't be found out.
  public static let unknown = "unknown"

  /// How long git may take.
  private static let limit = DispatchTimeInterval.seconds(5)

  /// The commit that the working tree is at in whose `.build` folder this program lies, `-dirty` behind it where tracked
  /// files differ from it; ``unknown`` for a program that lies elsewhere. Blocks for a moment: it asks git.
  ///
  /// A program that was built before the tree moved on is not noticed: who certifies a release says `--commit`.
  public static func ofThisProgram() -> String {
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    guard let root = packageRoot(ofProgram: program) else { return unknown }
    return commit(ofTree: root) ?? unknown
  }

  /// The folder whose build folder (`.build`, or one that begins so) a program lies in.
  static func packageRoot(ofProgram path: String) -> String? {
    let parts = path.split(separator: "/")
    guard let build = parts.lastIndex(where: { $0 == ".build" || $0.hasPrefix(".build-") }), build > 0 else {
      return nil
    }
    return "/" + parts[..<build].joined(separator: "/")
  }

  /// The commit of a working tree; nil where the folder is none or git is not there.
  static func commit(ofTree root: String) -> String? {
    guard FileManager.default.fileExists(atPath: root + "/.git") else { return nil }
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Nothing of the tree's own configuration is run, and nothing in it is written.
    git.arguments = [
      "git", "--no-optional-locks", "-c", "core.fsmonitor=false", "-C", root, "describe", "--always", "--abbrev=40",
      "--exclude=*", "--dirty",
    ]
    let output = Pipe()
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    git.standardInput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    git.terminationHandler = { _ in ended.signal() }
    guard (try? git.run()) != nil else { return nil }
    guard ended.wait(timeout: .now() + limit) == .success else {
      git.terminate()
      return nil
    }
    // The answer is shorter than any pipe's buffer, so git did not wait for us to read it.
    let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    return git.terminationStatus == 0 ? commit(in: text) : nil
  }

  /// Forty or sixty-four hexadecimal digits, with or without `-dirty`; nil for anything else.
  static func commit(in text: String) -> String? {
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    let digits = line.hasSuffix("-dirty") ? line.dropLast("-dirty".count) : Substring(line)
    let isCommit =
      [40, 64].contains(digits.utf8.count) && digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    return isCommit ? line : nil
  }
}
