internal import ArgumentParser

/// The language that people are spoken to in.
enum Language: String, CaseIterable, ExpressibleByArgument {
  case ko, en

  /// The language of the locale: `LC_ALL` decides, or `LANG` where it is not set; what is not Korean is English.
  static func ofLocale(_ environment: [String: String]) -> Language {
    let locale = [environment["LC_ALL"], environment["LANG"]].compactMap(\.self).first { !$0.isEmpty } ?? ""
    let language = locale.prefix { $0.isLetter }
    return language.lowercased() == "ko" ? .ko : .en
  }

  var wording: Wording {
    switch self {
    case .ko: .korean
    case .en: .english
    }
  }
}
