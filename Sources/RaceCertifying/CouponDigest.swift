/// The digests of a campaign's coupons, which come by sequence: of all together, and of ranges of sequences, so that a
/// change can be placed. Belongs to one thread at a time.
final class CouponDigest {
  /// The digests in the end.
  struct Result: Equatable, Sendable {
    var whole: String
    var rangeSize: Int64
    var ranges: [String]
  }

  /// The most ranges: more make the document longer than people read.
  static let maximumRanges: Int64 = 100

  /// The fewest coupons of a range: a digest of few would let a code be found by trying: the rest of the line is known
  /// to many.
  static let smallestRange: Int64 = 10

  private let whole = SHA256()
  private let ranges: [SHA256]
  private let rangeSize: Int64

  /// Digests over the sequences up to `lastSequence`, in ranges of `rangeSize` where one is given.
  init(lastSequence: Int64, rangeSize: Int64? = nil) {
    let smallest = Self.rangeCount(lastSequence: lastSequence, rangeSize: Self.maximumRanges)
    // A size from a certificate that is for another number of coupons must not make more ranges than there may be.
    self.rangeSize = max(rangeSize ?? Self.smallestRange, smallest, 1)
    ranges = (0..<Int(Self.rangeCount(lastSequence: lastSequence, rangeSize: self.rangeSize))).map { _ in SHA256() }
  }

  /// The number of ranges of a size that cover the sequences up to a last one; the last range may be shorter.
  static func rangeCount(lastSequence: Int64, rangeSize: Int64) -> Int64 {
    // Both may come from a file or a spoilt row: nothing here may overflow.
    let (quotient, rest) = max(0, lastSequence).quotientAndRemainder(dividingBy: max(1, rangeSize))
    return quotient + (rest > 0 ? 1 : 0)
  }

  /// Adds a coupon. One that lies beyond the ranges is counted to the last of them.
  func add(sequence: Int64, code: String, user: String, issueMicroseconds: Int64) {
    let line = "\(sequence)\t\(code)\t\(user)\t\(issueMicroseconds)\n"
    whole.update(line)
    guard !ranges.isEmpty else { return }
    let range = Int(clamping: (max(1, sequence) - 1) / rangeSize)
    ranges[min(range, ranges.count - 1)].update(line)
  }

  /// The digests; nothing is added after it.
  func finish() -> Result {
    Result(whole: whole.finish(), rangeSize: rangeSize, ranges: ranges.map { $0.finish() })
  }
}
