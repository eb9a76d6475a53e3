import Glibc

/// Cryptographic random numbers from the kernel (arc4random(3), which asks it by getrandom), a block at a time: the
/// standard library's generator makes a system call a number, and a group of coupons draws hundreds of numbers while
/// its campaign is locked.
public struct KernelRandomNumbers: RandomNumberGenerator {
  /// A lone call needs a few numbers, a group hundreds: each block is larger than the one before, up to four kibibytes.
  private static let firstBlockCount = 8
  private static let largestBlockCount = 512

  private var block: [UInt64] = []
  private var blockCount = Self.firstBlockCount

  /// Takes nothing from the kernel before it is asked.
  public init() {}

  /// Every number is given out once.
  public mutating func next() -> UInt64 {
    if let number = block.popLast() { return number }
    block = [UInt64](unsafeUninitializedCapacity: blockCount) { buffer, initializedCount in
      guard let address = buffer.baseAddress else { return }
      arc4random_buf(address, blockCount * MemoryLayout<UInt64>.stride)
      initializedCount = blockCount
    }
    blockCount = min(blockCount * 4, Self.largestBlockCount)
    if let number = block.popLast() { return number }
    // No block without an address is ever made; should one be, a number of the standard library is as good.
    var standard = SystemRandomNumberGenerator()
    return standard.next()
  }
}
