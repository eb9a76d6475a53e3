import Testing

@testable import LoadSending

struct RequestNumbersTests {
  @Test func eachNumberIsTakenOnce() {
    let numbers = RequestNumbers(count: 3, senders: 1)
    #expect((0..<5).map { _ in numbers.take() } == [0, 1, 2, nil, nil])
    #expect(numbers.takeRest() == 0)
  }

  @Test func whoLeavesLeavesTheRestToTheOthers() {
    let numbers = RequestNumbers(count: 10, senders: 3)
    _ = numbers.take()
    #expect(numbers.leave() == 0 && numbers.take() == 1)
    #expect(numbers.leave() == 0 && numbers.take() == 2)
    #expect(numbers.leave() == 7 && numbers.take() == nil)
  }

  @Test func aStopTakesTheRestFromEverybody() {
    let numbers = RequestNumbers(count: 10, senders: 2)
    _ = numbers.take()
    #expect(numbers.takeRest() == 9 && numbers.takeRest() == 0)
    #expect(numbers.take() == nil && numbers.leave() == 0 && numbers.leave() == 0)
  }
}
