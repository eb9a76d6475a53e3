import RPCCodec
import Testing

@testable import CampaignService

/// The language of texts is what `accept-language` prefers (RFC 9110, section 12.5.4), and Korean without a wish.
@Suite struct LanguageTests {
  @Test(arguments: [
    "", "ko", "KO-kr", "fr", "fr, de;q=0.3", "*", "ko, en", "en;q=0.5, ko;q=0.6", "ko;q=0.5, *;q=0.5", "en;q=0",
    "*;q=0",
    "ko;q=0", "en-x;q=0.2, *;q=0.3", "eng", "english", "e", "en;q=2", "en;q=-1", "en;q=0.0001", "en;q=x", "en;w=1",
    "en;q=1;x=2", ";q=1", ",,,", "en;q", "en;q=1.5", "kor, fr", "en;q=0.",
  ])
  func koreanIsTold(wish: String) {
    #expect(Language(acceptLanguage: wish) == .korean)
  }

  @Test(arguments: [
    "en", "EN", "en-US", "en-GB;q=0.1", "en, ko", "en;q=0.5, ko;q=0.5", "ko;q=0.5, en;q=0.501", "fr, en;q=0.001",
    "ko;q=0, *", "ko;q=0.3, *;q=0.8", "*, en", "en;q=0.1, en-US;q=0.9, ko;q=0.5", " en ; q=1.000 ", "en;Q=1",
    "ko;q=nonsense, en;q=0.1", "ko;q=0.0, en;q=0.010",
  ])
  func englishIsTold(wish: String) {
    #expect(Language(acceptLanguage: wish) == .english)
  }

  @Test func ofTheMetadataOnlyTheOneKeyCounts() {
    #expect(Language([]) == .korean)
    #expect(Language([MetadataEntry(key: "accept-language", value: "en")]) == .english)
    #expect(Language([MetadataEntry(key: "Accept-Language", value: "en")]) == .korean)
    #expect(Language([MetadataEntry(key: "content-language", value: "en")]) == .korean)
  }

  @Test func severalEntriesAreOneList() {
    let entries = ["fr", "ko;q=0.1", "en;q=0.2"].map { MetadataEntry(key: "accept-language", value: $0) }
    #expect(Language(entries) == .english)
  }
}
