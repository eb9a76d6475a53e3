import Foundation
import ProcessHarness
import Testing

/// One line of a program's log, as `--log-format json` writes it.
struct LogRecord: Sendable {
  let level: String
  let message: String
  /// All members as text; numbers in decimal digits.
  let fields: [String: String]

  /// Throws where the line is no JSON object with a time, a level and a message.
  init(_ line: Substring) throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "no object: \(line)")
    let time = try #require(object["time"] as? String)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil, "\(time)")
    level = try #require(object["level"] as? String)
    message = try #require(object["message"] as? String)
    fields = object.mapValues { "\($0)" }
  }

  /// Every line of a log; the last one may be under way.
  static func all(in text: String) throws -> [LogRecord] {
    try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { try LogRecord($0) }
  }
}

extension [LogRecord] {
  /// The lines with this message.
  func of(_ message: String) -> [LogRecord] { filter { $0.message == message } }

  /// The lines of this campaign.
  func ofCampaign(_ id: Int64) -> [LogRecord] { filter { $0.fields["campaign"] == "\(id)" } }
}

extension ProgramProcess {
  /// The log's events of a campaign, in order, as `CREATED by ACTOR`; an actor that is an address is `peer`.
  func changes(ofCampaign id: Int64) throws -> [String] {
    try LogRecord.all(in: errorSoFar).ofCampaign(id).map { record in
      let actor = record.fields["actor"] ?? "-"
      let isPeer = actor.wholeMatch(of: /127\.0\.0\.1:\d+/) != nil
      return "\(record.message.replacing("campaign ", with: "")) by \(isPeer ? "peer" : actor)"
    }
  }
}
