import CampaignInfra
import Testing

@Suite struct KernelRandomNumbersTests {
  /// The numbers fill several blocks, so that a block that was given out twice would show.
  @Test func noNumberIsGivenTwice() {
    var generator = KernelRandomNumbers()
    var other = KernelRandomNumbers()
    let numbers = (0..<5_000).map { _ in generator.next() } + (0..<5_000).map { _ in other.next() }
    #expect(Set(numbers).count == 10_000)
  }

  @Test func everyBitIsSetAboutHalfOfTheTime() {
    var generator = KernelRandomNumbers()
    var counts = [Int](repeating: 0, count: 64)
    for _ in 0..<10_000 {
      let number = generator.next()
      for bit in 0..<64 where number >> UInt64(bit) & 1 == 1 { counts[bit] += 1 }
    }
    // Ten standard deviations: a sound source fails this once in 10²¹ runs.
    #expect(counts.allSatisfy { (4_500...5_500).contains($0) })
  }
}
