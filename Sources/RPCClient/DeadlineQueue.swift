internal import NIOCore

/// The deadlines of calls, the earliest first: a binary heap.
///
/// Calls mostly end before their deadline, and their entries stay in the heap until somebody asks; so the owner calls
/// ``compact(keeping:)`` when ended calls outnumber the others. Deadlines that grow from call to call, as those of one
/// timeout do, are appended in constant time.
struct DeadlineQueue {
  struct Entry: Equatable {
    var deadline: NIODeadline
    var streamID: UInt32
  }

  private var heap: [Entry] = []

  var count: Int { heap.count }

  var first: Entry? { heap.first }

  mutating func insert(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].deadline < heap[parent].deadline else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    siftDown(from: 0)
  }

  mutating func compact(keeping isLive: (Entry) -> Bool) {
    heap.removeAll { !isLive($0) }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  private mutating func siftDown(from start: Int) {
    var parent = start
    while true {
      var earliest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].deadline < heap[earliest].deadline { earliest = child }
      }
      guard earliest != parent else { return }
      heap.swapAt(parent, earliest)
      parent = earliest
    }
  }
}
