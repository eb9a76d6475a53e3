/// Codes drawn ahead: while a group waits for the database it has time to draw those of the next, and while it holds
/// its campaign's lock it has none.
public struct CouponCodeReserve {
  /// The type of the source is not known, but that of this is: what draws from it is compiled for it.
  private struct Source: RandomNumberGenerator {
    var generator: any RandomNumberGenerator

    mutating func next() -> UInt64 { generator.next() }
  }

  private var source: Source
  /// The codes that nobody took yet.
  public private(set) var codes: [CouponCode]

  /// `generator` must be a cryptographic source: see `CouponCode.random(using:)`.
  public init(_ generator: any RandomNumberGenerator, codes: [CouponCode] = []) {
    source = Source(generator: generator)
    self.codes = codes
  }

  /// Draws until `count` codes are there.
  public mutating func fill(upTo count: Int) {
    while codes.count < count { codes.append(.random(using: &source)) }
  }

  /// A code that was never given out by this reserve, but by a chance that UNIQUE guards.
  public mutating func next() -> CouponCode {
    codes.popLast() ?? .random(using: &source)
  }
}
