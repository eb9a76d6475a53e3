import SeededRandomness
import CampaignDomain
import Testing

@Suite struct RequestIDTests {
  @Test func aNewOneIsAUUIDOfVersionSevenWithTheMillisecondInFront() throws {
    var generator = SplitMix64(seed: 1)
    let time = Timestamp(microsecondsSinceEpoch: 0x0123_4567_89AB * 1_000 + 999)
    let text = RequestID.new(at: time, using: &generator).description
    #expect(text.hasPrefix("01234567-89ab-7"))
    let variant = text.dropFirst(19).first
    #expect(["8", "9", "a", "b"].contains(variant))
    #expect(text.utf8.count == 36)
  }

  @Test func bitsThatAreRandomAreAll() {
    struct Ones: RandomNumberGenerator { func next() -> UInt64 { .max } }
    struct Zeros: RandomNumberGenerator { func next() -> UInt64 { 0 } }
    var (ones, zeros) = (Ones(), Zeros())
    let epoch = Timestamp(microsecondsSinceEpoch: 0)
    #expect(RequestID.new(at: epoch, using: &ones).description == "00000000-0000-7fff-bfff-ffffffffffff")
    #expect(RequestID.new(at: epoch, using: &zeros).description == "00000000-0000-7000-8000-000000000000")
  }

  @Test func laterOnesAreGreater() {
    var generator = SplitMix64(seed: 2)
    let early = RequestID.new(at: .start, using: &generator)
    let late = RequestID.new(at: .start.moved(by: 1_000), using: &generator)
    #expect(early.high < late.high && early.description < late.description)
  }

  @Test func aClockOutsideOfAllTimesMakesOneToo() {
    var generator = SplitMix64(seed: 3)
    #expect(RequestID.new(at: .earliest, using: &generator).description.hasPrefix("00000000-0000-7"))
    #expect(RequestID.new(at: .latest, using: &generator).description.dropFirst(14).first == "7")
  }

  @Test func itsTextIsReadInAnyCaseAndWrittenInLowerCase() throws {
    let text = "0190a1b2-C3D4-7e5f-8091-a2b3c4d5e6f7"
    let id = try #require(RequestID(text))
    #expect(id.description == text.lowercased())
    #expect(RequestID(id.description) == id)
    #expect(id.high == 0x0190_A1B2_C3D4_7E5F && id.low == 0x8091_A2B3_C4D5_E6F7)
  }

  @Test(arguments: [
    "", "0190a1b2c3d47e5f8091a2b3c4d5e6f7", "0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f",
    "0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f78",
    "{190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7", "0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6fg",
    "0190a1b2+c3d4-7e5f-8091-a2b3c4d5e6f7",
    "0190a1b2-c3d4-7e5f-8091a-2b3c4d5e6f7", "0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6가",
  ]) func whatIsNoUUIDIsNone(text: String) {
    #expect(RequestID(text) == nil)
  }
}
