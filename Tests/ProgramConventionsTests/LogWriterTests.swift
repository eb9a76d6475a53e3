import Foundation
import Testing

@testable import ProgramConventions

@Suite(.timeLimit(.minutes(1))) struct LogWriterTests {
  /// A pipe of which a test reads what it wants.
  private struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func read() -> String {
      var bytes = [UInt8](repeating: 0, count: 1 << 20)
      let count = Foundation.read(readEnd, &bytes, bytes.count)
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }

  private static func writer(_ pipe: Pipe, capacity: Int = 1 << 20) -> LogWriter {
    let writer = LogWriter(
      StandardStream(descriptor: pipe.writeEnd), buffer: LogBuffer(capacity: capacity, reservedCapacity: 1_000),
      noticeOfDropped: { "\($0) dropped\n" })
    writer.start()
    return writer
  }

  @Test func afterAFlushEverythingIsWritten() throws {
    let pipe = try Pipe()
    let writer = Self.writer(pipe)
    #expect(writer.flush(within: .seconds(20)), "nothing is to be written")
    for number in 0..<100 { writer.add("\(number)\n") }
    #expect(writer.flush(within: .seconds(20)))
    #expect(pipe.read() == (0..<100).map { "\($0)\n" }.joined())
  }

  @Test func aFlushEndsThoughNobodyReads() throws {
    let pipe = try Pipe()
    let writer = Self.writer(pipe)
    let line = String(repeating: "x", count: 200_000)
    writer.add(line)
    #expect(!writer.flush(within: .milliseconds(50)))
    // A reader that goes on gets the rest, and the lines that were logged meanwhile.
    writer.add("end")
    var text = ""
    while !text.hasSuffix("end") { text += pipe.read() }
    #expect(text == line + "end")
    #expect(writer.flush(within: .seconds(20)))
  }

  @Test func whatIsDroppedWhileNobodyReadsIsCounted() throws {
    let pipe = try Pipe()
    let writer = Self.writer(pipe, capacity: 10_000)
    // A text larger than the pipe, so that the writer's thread is stuck in it.
    writer.add(String(repeating: "x", count: 9_000))
    for _ in 0..<10_000 { writer.add(String(repeating: "y", count: 99) + "\n") }
    writer.add("last\n", isReserved: true)
    var text = ""
    while !text.hasSuffix("last\n") { text += pipe.read() }
    let counts = text.matches(of: /(\d+) dropped\n/).compactMap { Int($0.1) }
    #expect(text.count(of: "y\n") + counts.reduce(0, +) == 10_000)
  }

  @Test func aReaderThatLeftIsNoTrouble() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try Pipe()
    let writer = Self.writer(pipe)
    close(pipe.readEnd)
    for _ in 0..<100 { writer.add("line\n") }
    #expect(writer.flush(within: .seconds(20)))
  }
}

extension String {
  fileprivate func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
