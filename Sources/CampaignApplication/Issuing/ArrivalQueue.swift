/// A queue whose front can be looked at, and put back. To take from its front costs what is taken, however many wait
/// behind.
struct ArrivalQueue<Element> {
  private var elements: [Element] = []
  /// Those before it are gone; they are removed when they are half of all.
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { head == elements.count }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) { elements.append(element) }

  /// Puts elements in front of all others.
  mutating func putBack(_ taken: [Element]) {
    guard !taken.isEmpty else { return }
    elements.insert(contentsOf: taken, at: head)
  }

  /// The first of them, without taking them.
  func front(limit: Int) -> ArraySlice<Element> { elements[head...].prefix(limit) }

  /// Takes up to `limit` elements, in order, and none behind one that can't go.
  mutating func take(limit: Int, while canGo: (Element) -> Bool) -> [Element] {
    let taken = Array(elements[head...].prefix(max(0, limit)).prefix(while: canGo))
    removeFront(taken.count)
    return taken
  }

  /// Takes the first `limit` elements.
  mutating func take(limit: Int) -> [Element] {
    let taken = Array(elements[head...].prefix(limit))
    removeFront(taken.count)
    return taken
  }

  mutating func popFirst() -> Element? {
    guard let first else { return nil }
    removeFront(1)
    return first
  }

  private mutating func removeFront(_ count: Int) {
    head += count
    guard head * 2 >= elements.count else { return }
    elements.removeFirst(head)
    head = 0
  }
}

extension ArrivalQueue: Sendable where Element: Sendable {}
