import ProgramConventions
import Testing

@Suite struct NumberFlagTests {
  @Test func wholeNumbersAreTaken() throws {
    #expect(try Int64.flag("-5") == -5)
    #expect(try Int.flag("1000") == 1_000)
    #expect(try UInt64.flag("18446744073709551615") == .max)
    #expect(try CampaignIDFlag.parse("12") == 12)
  }

  @Test(arguments: ["", "x", "1,000", "1_000", "1.5", " 1", "1e3", "-", "٧"])
  func whatIsNoNumberIsToldWhatIsWanted(text: String) {
    #expect(throws: FlagFault("expected a whole number without separators, such as 1000")) { try Int64.flag(text) }
  }

  @Test func whatATypeCanNotHoldIsToldItsBounds() {
    #expect(throws: FlagFault("expected a whole number from -2147483648 to 2147483647")) {
      try Int32.flag("2147483648")
    }
    #expect(throws: FlagFault("expected a whole number from 0 to 18446744073709551615")) { try UInt64.flag("-1") }
  }

  @Test(arguments: ["", "x", "twelve", "99999999999999999999"])
  func whatIsNoCampaignIsToldWhereToFindOne(text: String) {
    #expect(
      throws: FlagFault("expected a campaign's number, such as 12: campaignctl campaign list shows them as ID")
    ) { try CampaignIDFlag.parse(text) }
  }
}
