/// Work that waits, first come, first served; work that was taken too early goes back to the front.
struct WaitingLine<Work: Sendable>: Sendable {
  /// The items in line; those before `head` were taken.
  private var items: [Work?] = []
  private var head = 0

  var count: Int { items.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ work: Work) {
    items.append(work)
  }

  mutating func takeFirst() -> Work? {
    guard count > 0 else { return nil }
    let work = items[head].take()
    head += 1
    if head == items.count || head >= 1024 {
      items.removeFirst(head)
      head = 0
    }
    return work
  }

  /// Puts back to the front work that was taken and not begun.
  mutating func putBack(_ work: Work) {
    if head > 0 {
      head -= 1
      items[head] = work
    } else {
      items.insert(work, at: 0)
    }
  }

  mutating func takeAll() -> [Work] {
    defer { self = WaitingLine() }
    return items[head...].compactMap(\.self)
  }
}
