/// A source of random numbers whose type is known when it is used: what draws from it is compiled for it, where an
/// existential would cost the decision on a whole group its specialization.
struct OpenedGenerator: RandomNumberGenerator {
  private var base: any RandomNumberGenerator

  init(_ base: any RandomNumberGenerator) {
    self.base = base
  }

  mutating func next() -> UInt64 { base.next() }
}
