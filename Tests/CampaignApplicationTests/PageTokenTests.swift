import CampaignDomain
import Testing

@testable import CampaignApplication

@Suite struct PageTokenTests {
  private static func fault(of text: String, scope: Int64) -> UseCaseError? {
    do throws(UseCaseError) {
      _ = try PageToken(parsing: text, scope: scope)
      return nil
    } catch {
      return error
    }
  }

  private static let garbage = UseCaseError.invalidField([
    FieldFault(field: "page_token", description: "is not a token that this server gave; start without one")
  ])
  private static let foreign = UseCaseError.invalidField([
    FieldFault(field: "page_token", description: "belongs to another listing; start this one without a token")
  ])

  @Test(arguments: [1, 7, 36, 1_000_000, .max] as [Int64], [0, 1, 35, 10_000, .max] as [Int64])
  func aTokenComesBackAsThePlaceItWasMadeFor(_ scope: Int64, _ position: Int64) throws {
    let token = PageToken(scope: scope, position: position)
    #expect(token.text.utf8.count <= 64)
    #expect(token.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    #expect(try PageToken(parsing: token.text, scope: scope) == token)
  }

  @Test func theEmptyTextIsTheFirstPage() throws {
    #expect(try PageToken(parsing: "", scope: 7) == nil)
  }

  @Test func aTokenOfAnotherListingIsRefused() {
    let token = PageToken(scope: 7, position: 100)
    #expect(Self.fault(of: token.text, scope: 8) == Self.foreign)
    #expect(Self.fault(of: token.text, scope: PageToken.campaigns) == Self.foreign)
    #expect(Self.fault(of: PageToken(scope: PageToken.campaigns, position: 1).text, scope: 7) == Self.foreign)
  }

  @Test(arguments: [
    "garbage", ".", "..", "...", "7.1", "7.1.", "7.1.0", "7.-1.0", " ", "0", "\u{0}", "가.나.다", "7.1.zzzzzzz",
    "7.1.1.1", "'; DROP TABLE campaigns; --",
  ])
  func garbageIsRefused(_ text: String) {
    #expect(Self.fault(of: text, scope: 7) == Self.garbage)
  }

  @Test func aLongTextIsRefusedUnread() {
    #expect(Self.fault(of: String(repeating: "1", count: 100_000), scope: 7) == Self.garbage)
  }

  @Test func aNegativePositionIsRefusedThoughItsChecksumIsRight() {
    #expect(Self.fault(of: PageToken(scope: 7, position: -1).text, scope: 7) == Self.garbage)
  }

  @Test func otherWritingsOfATokenAreRefused() throws {
    let token = PageToken(scope: 7, position: 1_295).text
    #expect(Self.fault(of: token.uppercased(), scope: 7) == Self.garbage)
    #expect(Self.fault(of: "+" + token, scope: 7) == Self.garbage)
    #expect(Self.fault(of: "0" + token, scope: 7) == Self.garbage)
    #expect(Self.fault(of: token + " ", scope: 7) == Self.garbage)
  }

  @Test func aTokenWithOneOtherCharacterIsRefused() throws {
    let token = Array(PageToken(scope: 7, position: 12_345).text.utf8)
    for place in token.indices {
      for character in Array("0123456789abcdefghijklmnopqrstuvwxyz.-+".utf8) where character != token[place] {
        var other = token
        other[place] = character
        #expect(Self.fault(of: String(decoding: other, as: UTF8.self), scope: 7) != nil)
      }
    }
  }
}

@Suite struct PageSizeTests {
  private static func count(_ requested: Int32) throws -> Int {
    try PageSize.count(requested, standard: 100, maximum: 1_000)
  }

  @Test func zeroMeansTheStandardAndMoreThanTheMaximumIsCut() throws {
    #expect(try Self.count(0) == 100)
    #expect(try Self.count(1) == 1)
    #expect(try Self.count(999) == 999)
    #expect(try Self.count(1_000) == 1_000)
    #expect(try Self.count(1_001) == 1_000)
    #expect(try Self.count(.max) == 1_000)
  }

  @Test(arguments: [-1, .min] as [Int32]) func aNegativeSizeIsAFaultOfItsField(_ requested: Int32) {
    #expect(
      throws: UseCaseError.invalidField([
        FieldFault(field: "page_size", description: "is \(requested); give 0 (100) or up to 1000")
      ])
    ) { try Self.count(requested) }
  }
}
