internal import Glibc

/// The user of each request: a function of the seed and the request's number, so that the proof finds again who asked.
package struct UserNaming: Equatable, Sendable {
  /// The length of the longest name: its beginning, and the digits of a number.
  package static let maximumBytes = 32

  /// The way in which the users were chosen.
  package let kind: UserPopulation.Kind

  /// The seed that the users follow from.
  package let seed: UInt64

  /// True if each request has a user that belongs to it and to nobody else, other runs included.
  package let isUnique: Bool

  private let prefix: [UInt8]

  /// The users of a population; `drawn` is the run's own seed, for a population without one.
  ///
  /// The beginning of the names of a run with a user for each request follows from the seed; it keeps runs apart that
  /// draw their own. Users who ask more than once have the same names in every run.
  package init(_ population: UserPopulation, drawn: UInt64) {
    kind = population.kind
    seed = population.seed ?? drawn
    isUnique = population.kind == .unique && population.seed == nil
    if population.kind == .unique {
      prefix = Array((String(Self.mixed(seed) % (36 * 36 * 36 * 36 * 36), radix: 36) + "-").utf8)
    } else {
      prefix = Array("user-".utf8)
    }
  }

  /// True if a user belongs to one request of this run and to nobody else.
  package func isOwn(_ user: String) -> Bool {
    isUnique && user.utf8.starts(with: prefix)
  }

  /// The user of a request, by its number.
  package func name(ofRequest request: UInt64) -> String {
    String(unsafeUninitializedCapacity: Self.maximumBytes) { bytes in
      write(request, to: UnsafeMutableRawBufferPointer(bytes))
    }
  }

  /// Writes the user of a request to bytes that have room for ``maximumBytes``; returns the number that were written.
  package func write(_ request: UInt64, to bytes: UnsafeMutableRawBufferPointer) -> Int {
    var digits = userNumber(ofRequest: request)
    var (count, rest) = (prefix.count + 1, digits / 10)
    while rest > 0 {
      count += 1
      rest /= 10
    }
    guard count <= bytes.count else { return 0 }
    bytes.copyBytes(from: prefix)
    for place in stride(from: count - 1, through: prefix.count, by: -1) {
      bytes[place] = UInt8(ascii: "0") + UInt8(digits % 10)
      digits /= 10
    }
    return count
  }

  /// True if a text is the name of a request's user.
  package func isName(_ text: String, ofRequest request: UInt64) -> Bool {
    var text = text
    return withUnsafeTemporaryAllocation(byteCount: Self.maximumBytes, alignment: 1) { expected in
      let count = write(request, to: expected)
      return text.withUTF8 { utf8 in
        guard utf8.count == count, let utf8 = utf8.baseAddress, let expected = expected.baseAddress else {
          return false
        }
        return memcmp(utf8, expected, count) == 0
      }
    }
  }

  /// 1, 2, 3…
  private func userNumber(ofRequest request: UInt64) -> UInt64 {
    switch kind {
    case .unique: request + 1
    case .repeated(let count): request % UInt64(max(1, count)) + 1
    case .random(let count): random(request).multipliedFullWidth(by: UInt64(max(1, count))).high + 1
    case .hot(let count): hotUser(among: UInt64(max(1, count)), random(request))
    }
  }

  /// One of `count` users, the n-th with a chance in proportion to log((n + 1) / n), which is close to 1/n: the
  /// logarithm of a user's number is spread evenly. It needs no table, so a crowd of any size costs the same.
  private func hotUser(among count: UInt64, _ random: UInt64) -> UInt64 {
    let fraction = Double(random >> 11) * 0x1p-53
    return min(count, max(1, UInt64(pow(Double(count) + 1, fraction))))
  }

  private func random(_ request: UInt64) -> UInt64 {
    Self.mixed(seed &+ request &* 0x9E37_79B9_7F4A_7C15)
  }

  /// SplitMix64's finaliser: numbers that are side by side come out far apart.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
