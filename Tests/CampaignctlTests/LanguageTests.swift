import Testing

@testable import CampaignConsole

@Suite struct LanguageTests {
  @Test(
    arguments: [
      ([:], Language.en), (["LANG": "ko_KR.UTF-8"], .ko), (["LC_ALL": "ko_KR"], .ko),
      (["LC_ALL": "C.UTF-8", "LANG": "ko_KR.UTF-8"], .en), (["LC_ALL": "", "LANG": "ko"], .ko),
      (["LANG": "kok_IN"], .en), (["LANG": "en_US.UTF-8"], .en), (["LANG": "KO"], .ko),
    ] as [([String: String], Language)])
  func theLocaleDecides(environment: [String: String], language: Language) {
    #expect(Language.ofLocale(environment) == language)
  }
}
