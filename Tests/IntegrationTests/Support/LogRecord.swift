import Foundation
import ProcessHarness
import Testing

/// One line of a program's log, as `--log-format json` writes it.
struct LogRecord: Sendable {
  let level: String
  let message: String
  /// All members as text; numbers in decimal digits.
  let fields: [String: String]

  /// A line that is no record.
  struct Malformed: Error, CustomStringConvertible {
    /// The line's place, from 1 on.
    let number: Int
    /// The line itself, with those beside it.
    let lines: String

    var description: String { "line \(number) of the log is no JSON object; with those beside it: \(lines)" }
  }

  /// Throws where the line is no JSON object with a time, a level and a message.
  private init?(_ line: Substring) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { return nil }
    let time = try #require(object["time"] as? String)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil, "\(time)")
    level = try #require(object["level"] as? String)
    message = try #require(object["message"] as? String)
    fields = object.mapValues { "\($0)" }
  }

  /// Every line of a log; the last one may be under way. Throws ``Malformed`` for the first line that is no record.
  static func all(in text: String) throws -> [LogRecord] {
    let lines = Array(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast())
    return try lines.enumerated().map { index, line in
      if let record = try LogRecord(line) { return record }
      let beside = lines[max(0, index - 1)...min(index + 1, lines.count - 1)]
      throw Malformed(number: index + 1, lines: String(reflecting: beside.joined(separator: "\n")))
    }
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
