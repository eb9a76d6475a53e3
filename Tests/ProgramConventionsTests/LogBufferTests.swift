import Testing

@testable import ProgramConventions

@Suite struct LogBufferTests {
  /// Lines of 36 bytes cost 100 each.
  private static let line = String(repeating: "x", count: 100 - LogBuffer.overhead)

  private static func items(_ buffer: inout LogBuffer) -> [LogBuffer.Item] {
    var items: [LogBuffer.Item] = []
    while let item = buffer.takeFirst() { items.append(item) }
    return items
  }

  private static func buffer(lines: Int, reserved: Int = 0) -> LogBuffer {
    LogBuffer(capacity: 100 * lines, reservedCapacity: 100 * reserved)
  }

  @Test func linesComeOutInTheirOrder() {
    var buffer = Self.buffer(lines: 3_000)
    var expected: [LogBuffer.Item] = []
    for number in 0..<2_500 {
      buffer.add("\(number)")
      expected.append(.line("\(number)"))
    }
    #expect(Self.items(&buffer) == expected)
    #expect(buffer.byteCount == 0)
  }

  @Test func whatDoesNotFitIsCountedWhereItIsMissing() {
    var buffer = Self.buffer(lines: 2)
    for name in ["a", "b", "c", "d", "e"] { buffer.add(name + Self.line.dropFirst()) }
    #expect(
      Self.items(&buffer) == [.line("a" + Self.line.dropFirst()), .line("b" + Self.line.dropFirst()), .dropped(3)])
    buffer.add("later")
    #expect(Self.items(&buffer) == [.line("later")])
  }

  @Test func itNeverHoldsMoreThanItsBound() {
    var generator = SystemRandomNumberGenerator()
    var buffer = Self.buffer(lines: 10, reserved: 2)
    var (added, written, dropped) = (0, 0, 0)
    func count(_ item: LogBuffer.Item) {
      switch item {
      case .line: written += 1
      case .dropped(let number): dropped += number
      }
    }
    for _ in 0..<10_000 {
      if Bool.random(using: &generator) {
        let size = Int.random(in: 0...300, using: &generator)
        buffer.add(String(repeating: "y", count: size), isReserved: Bool.random(using: &generator))
        added += 1
      } else if let item = buffer.takeFirst() {
        count(item)
      }
      #expect(buffer.byteCount <= 1_200 + LogBuffer.overhead)
    }
    while let item = buffer.takeFirst() { count(item) }
    #expect(written + dropped == added, "each line is written or counted")
    #expect(buffer.byteCount == 0)
  }

  @Test func afterADropHalfOfTheRoomHasToBeFree() {
    var buffer = Self.buffer(lines: 4)
    for _ in 0..<5 { buffer.add(Self.line) }
    _ = buffer.takeFirst()
    buffer.add(Self.line)
    _ = buffer.takeFirst()
    buffer.add(Self.line)
    #expect(Self.items(&buffer) == [.line(Self.line), .line(Self.line), .dropped(2), .line(Self.line)])
  }

  @Test func aReservedLineHasRoomThatOthersCantTake() {
    var buffer = Self.buffer(lines: 2, reserved: 1)
    for _ in 0..<50 { buffer.add(Self.line) }
    buffer.add("listening on 127.0.0.1:7400", isReserved: true)
    for _ in 0..<50 { buffer.add(Self.line) }
    #expect(
      Self.items(&buffer) == [
        .line(Self.line), .line(Self.line), .dropped(48), .line("listening on 127.0.0.1:7400"), .dropped(50),
      ])
  }

  @Test func whatCouldNotBeWrittenIsCountedWithTheNextLine() {
    var buffer = Self.buffer(lines: 10)
    buffer.add("a")
    buffer.add("b")
    while let item = buffer.takeFirst() { buffer.failed(item) }
    #expect(buffer.takeFirst() == nil, "nobody tries again and again for a reader that is gone")
    buffer.add("c")
    #expect(buffer.takeFirst() == .dropped(2))
    buffer.failed(.dropped(2))
    #expect(buffer.takeFirst() == .line("c"))
    buffer.add("d")
    #expect(Self.items(&buffer) == [.dropped(2), .line("d")])
  }
}
