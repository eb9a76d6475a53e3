/// The methods that a server knows. It is asked with the bytes of a request, so that a known method costs no String.
public struct MethodTable: Sendable {
  private struct Entry {
    var service: Range<Int>
    var method: Range<Int>
  }

  private var entries: [Entry] = []
  /// All names, one after another: one piece of memory for a search.
  private var text: [UInt8] = []

  /// A table in which each method's index is its place in `names`.
  public init(_ names: [MethodName]) {
    for name in names {
      entries.append(Entry(service: text.appendUTF8(of: name.service), method: text.appendUTF8(of: name.method)))
    }
  }

  /// The index of the method whose names have these bytes. A handful of methods of different lengths is searched
  /// faster than hashed.
  func index(service: UnsafeRawBufferPointer, method: UnsafeRawBufferPointer) -> Int? {
    text.withUnsafeBytes { text in
      entries.firstIndex { entry in
        entry.method.count == method.count && entry.service.count == service.count
          && UnsafeRawBufferPointer(rebasing: text[entry.method]).hasSameBytes(as: method)
          && UnsafeRawBufferPointer(rebasing: text[entry.service]).hasSameBytes(as: service)
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// True if as many bytes are the same, looked at eight at a time.
  fileprivate func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while count - position >= 8 {
      guard
        loadUnaligned(fromByteOffset: position, as: UInt64.self)
          == other.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      else { return false }
      position += 8
    }
    while position < count {
      guard self[position] == other[position] else { return false }
      position += 1
    }
    return true
  }
}

extension [UInt8] {
  fileprivate mutating func appendUTF8(of string: String) -> Range<Int> {
    let start = count
    append(contentsOf: string.utf8)
    return start..<count
  }
}
