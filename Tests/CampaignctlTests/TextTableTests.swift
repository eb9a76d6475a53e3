import Testing

@testable import CampaignConsole

@Suite struct TextTableTests {
  @Test func columnsAreAlignedWithWideCharacters() {
    var table = TextTable([.init(title: "이름"), .init(title: "N", alignment: .right), .init(title: "User")])
    let text = table.page([["가을", "1,000", "민지"], ["a", "7", ""]], withTitles: true)
    #expect(text == "이름      N  User\n가을  1,000  민지\na         7\n")
  }

  @Test func laterPagesKeepTheColumnsOfTheFirst() {
    var table = TextTable([.init(title: "No.", alignment: .right, minimumWidth: 5), .init(title: "Code")])
    #expect(table.page([["1", "가나"]], withTitles: true) == "  No.  Code\n    1  가나\n")
    #expect(table.page([["10000", "다라"]], withTitles: false) == "10000  다라\n")
  }

  @Test func fieldsAreAlignedWithWideLabels() {
    #expect(FieldList.text([("이름", "x"), ("a", "y")]) == "  이름  x\n  a     y\n")
  }
}
