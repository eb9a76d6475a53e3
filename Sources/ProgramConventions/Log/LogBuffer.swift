/// The lines that wait to be written, within a bound. A value: whoever writes asks for the next item, and what happens
/// while nobody can write is decided here.
///
/// A line that doesn't fit is dropped and counted; the count goes out, as an item of its own, where the lines are
/// missing. Once lines were dropped, the next are too until half of the room is free: otherwise every other line would
/// be a count.
struct LogBuffer {
  enum Item: Equatable {
    case line(String)
    /// The number of lines that were dropped here.
    case dropped(Int)

    var cost: Int {
      if case .line(let line) = self { line.utf8.count + LogBuffer.overhead } else { LogBuffer.overhead }
    }
  }

  /// The cost of a line beside its bytes.
  static let overhead = 64

  /// Bytes of lines that may wait, and beyond them bytes of reserved lines.
  private let capacity: Int
  private let reservedCapacity: Int
  private var items: [Item] = []
  private var head = 0
  private(set) var byteCount = 0
  /// The lines that were dropped since the last one that was taken in.
  private var droppedCount = 0
  /// The last write failed: until there is another line nobody tries to say how many were dropped.
  private var isFailing = false

  init(capacity: Int, reservedCapacity: Int) {
    self.capacity = capacity
    self.reservedCapacity = reservedCapacity
  }

  /// Takes a line, or drops and counts it. A reserved line has room of its own: it is dropped only where that is full.
  mutating func add(_ line: String, isReserved: Bool = false) {
    isFailing = false
    let item = Item.line(line)
    let isRecovering = droppedCount > 0 && byteCount > capacity / 2
    let isFull = byteCount + item.cost > (isReserved ? capacity + reservedCapacity : capacity)
    guard !isFull, isReserved || !isRecovering else {
      droppedCount += 1
      return
    }
    if droppedCount > 0 {
      append(.dropped(droppedCount))
      droppedCount = 0
    }
    append(item)
  }

  /// The next item to write; `nil` while there is none.
  mutating func takeFirst() -> Item? {
    guard head < items.count else {
      guard droppedCount > 0, !isFailing else { return nil }
      defer { droppedCount = 0 }
      return .dropped(droppedCount)
    }
    let item = items[head]
    // The item taken must not stay in memory until the array is moved up.
    items[head] = .dropped(0)
    head += 1
    if head == items.count || head >= 1_024 {
      items.removeFirst(head)
      head = 0
    }
    byteCount -= item.cost
    return item
  }

  /// An item that was taken could not be written: its lines count as dropped.
  mutating func failed(_ item: Item) {
    isFailing = true
    switch item {
    case .line: droppedCount += 1
    case .dropped(let count): droppedCount += count
    }
  }

  private mutating func append(_ item: Item) {
    items.append(item)
    byteCount += item.cost
  }
}
