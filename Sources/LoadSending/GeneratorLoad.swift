internal import Glibc

/// The processor time that the generator itself took from its machine while it sent and waited for answers.
public struct GeneratorLoad: Equatable, Sendable {
  /// Processor time in user mode.
  public var userMicroseconds: UInt64
  /// Processor time in the kernel.
  public var systemMicroseconds: UInt64
  /// The time that it took.
  public var wallMicroseconds: UInt64
  /// The number of threads that sent; each can keep a core busy.
  public var threads: Int

  /// The number of cores that were busy with it.
  public var coresUsed: Double {
    Double(userMicroseconds + systemMicroseconds) / Double(max(1, wallMicroseconds))
  }

  package init(userMicroseconds: UInt64, systemMicroseconds: UInt64, wallMicroseconds: UInt64, threads: Int) {
    self.userMicroseconds = userMicroseconds
    self.systemMicroseconds = systemMicroseconds
    self.wallMicroseconds = wallMicroseconds
    self.threads = threads
  }

  /// Both loads together, within a time that holds both.
  package func adding(_ other: GeneratorLoad, within wallMicroseconds: UInt64) -> GeneratorLoad {
    GeneratorLoad(
      userMicroseconds: userMicroseconds + other.userMicroseconds,
      systemMicroseconds: systemMicroseconds + other.systemMicroseconds, wallMicroseconds: wallMicroseconds,
      threads: threads + other.threads)
  }
}

/// Processor time that this process has used.
struct ProcessorTime: Equatable, Sendable {
  var userMicroseconds: UInt64
  var systemMicroseconds: UInt64

  /// The processor time that was used until now.
  static var now: ProcessorTime {
    var usage = rusage()
    // It stays zero where the system doesn't say.
    _ = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return ProcessorTime(
      userMicroseconds: microseconds(usage.ru_utime), systemMicroseconds: microseconds(usage.ru_stime))
  }

  /// Reads the two words of the structure, seconds and microseconds, and not its members by their names: in some builds
  /// the compiler finds these in no module that a file could import.
  private static func microseconds(_ time: timeval) -> UInt64 {
    withUnsafeBytes(of: time) { bytes in
      guard bytes.count == 2 * MemoryLayout<Int>.size else { return 0 }
      let seconds = bytes.load(as: Int.self)
      let microseconds = bytes.load(fromByteOffset: MemoryLayout<Int>.size, as: Int.self)
      return UInt64(max(0, seconds)) * 1_000_000 + UInt64(max(0, microseconds))
    }
  }
}
