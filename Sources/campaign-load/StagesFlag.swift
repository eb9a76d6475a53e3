import LoadSending
import ProgramConventions

/// Reads `--stages`: rates and durations, such as `1000x5s,5000x5s`.
enum StagesFlag {
  static func parse(_ text: String) throws(FlagFault) -> [LoadStage] {
    var stages: [LoadStage] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let cross = part.firstIndex(of: "x"), let rate = Int(part[..<cross]) else { throw expectation }
      stages.append(LoadStage(rate: rate, duration: try Duration.flag(String(part[part.index(after: cross)...]))))
    }
    return stages
  }

  private static let expectation = FlagFault(
    "expected rates with their durations, such as 1000x5s,5000x5s: 1,000 requests a second for 5 s, then 5,000")
}
