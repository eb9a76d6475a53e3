import SeededRandomness
import Testing

@testable import RPCCodec

/// The standard library's own validation is the judge.
@Suite struct UTF8TextTests {
  private func agrees(_ bytes: [UInt8]) -> Bool {
    let finding = bytes.withUnsafeBytes { UTF8Text.check($0) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // The first fault is reported: the text before it may contain U+0000.
      return finding == .broken || (finding == .containsNUL && bytes.contains(0))
    }
    return finding == (text.utf8.contains(0) ? .containsNUL : .sound)
  }

  @Test func everyPairOfBytesIsJudgedAsTheStandardLibraryDoes() {
    for first in UInt8.min ... .max {
      #expect(agrees([first]))
      for second in UInt8.min ... .max where !agrees([first, second]) {
        Issue.record("\(first) \(second)")
      }
    }
  }

  @Test func everyScalarIsSoundWhereverItStands() {
    for value in UInt32(1)...0x10FFFF where value % 7 == 0 || value < 0x900 || (0xD700...0xE100).contains(value) {
      guard let scalar = Unicode.Scalar(value) else {
        continue
      }
      let bytes = Array(UTF8.encode(scalar) ?? .init())
      for padding in [0, 3, 8] {
        let text = Array(repeating: UInt8(ascii: "a"), count: padding) + bytes
        if !agrees(text) || text.withUnsafeBytes({ UTF8Text.check($0) }) != .sound {
          Issue.record("U+\(String(value, radix: 16))")
        }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func randomSequencesAreJudgedAsTheStandardLibraryDoes(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let pieces: [[UInt8]] = [
      [0x41], [0xC3, 0xA9], [0xEA, 0xB0, 0x80], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0xA0, 0x80], [0xE0, 0x80, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xEA, 0xB0], [0xF0, 0x9F], [0xC1, 0x80], [0xF5],
    ]
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        bytes += pieces[Int.random(in: 0..<(Bool.random(using: &generator) ? 4 : pieces.count), using: &generator)]
      }
      #expect(agrees(bytes), "\(bytes)")
    }
  }

  @Test func aNULIsFoundAtEveryPlace() {
    for count in 1...40 {
      for place in 0..<count {
        var bytes = Array(repeating: UInt8(0x01), count: count)
        bytes[place] = 0
        #expect(bytes.withUnsafeBytes { UTF8Text.check($0) } == .containsNUL)
        #expect(bytes.withUnsafeBytes { UTF8Text.containsNUL($0) })
        bytes[place] = 0x80
        #expect(bytes.withUnsafeBytes { UTF8Text.check($0) } == .broken)
        #expect(bytes.withUnsafeBytes { !UTF8Text.containsNUL($0) })
      }
    }
  }
}
