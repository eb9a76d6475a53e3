import Testing

@testable import CampaignConsole

@Suite struct GroupedNumberTests {
  @Test(
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (123_456, "123,456"), (10_000_000, "10,000,000"),
      (-1_234, "-1,234"), (Int64.min, "-9,223,372,036,854,775,808"),
    ] as [(Int64, String)])
  func thousandsAreSeparated(number: Int64, text: String) {
    #expect(GroupedNumber.text(number) == text)
  }
}
