import Foundation
import Logging
import Testing

@testable import ProgramConventions

@Suite struct LogLineTests {
  private static let time = LogTime(secondsSinceEpoch: 1_795_225_197, microseconds: 42)

  private static func line(_ message: String, _ fields: Logger.Metadata = [:]) -> LogLine {
    LogLine(time: time, level: .info, label: "campaign-server", source: "RPCServer", message: message, fields: fields)
  }

  private static func object(_ line: LogLine) throws -> [String: Any] {
    #expect(line.json.filter(\.isNewline).count == 1 && line.json.hasSuffix("\n"))
    return try #require(try JSONSerialization.jsonObject(with: Data(line.json.utf8)) as? [String: Any])
  }

  /// Text that an attacker sends to take over a terminal, to forge a line, or to break a reader of JSON.
  static let hostile =
    "a\u{1B}[2J\u{9B}31m\r\nb\u{0}\u{7F}\u{85}\u{2028}\u{202E}\u{FEFF}\u{F0000}\t\"\\ actor=scheduler [RPCServer] x"

  @Test func textIsWhatSwiftLogWrites() throws {
    let line = Self.line("draining", ["peer": "127.0.0.1:9", "connections": .stringConvertible(3)])
    let text = line.text
    let time = try #require(text.split(separator: " ").first)
    #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}/) != nil)
    #expect(
      text.dropFirst(time.count) == " info campaign-server: connections=3 peer=127.0.0.1:9 [RPCServer] draining\n")
  }

  @Test func aValueOfTextThatCouldBeTakenForMoreIsInQuotes() {
    let fields: Logger.Metadata = ["a": "", "b": "x y", "c": "x=y", "d": "say \"no\"", "e": "가을", "f": "C:\\x"]
    #expect(
      Self.line("m", fields).text.hasSuffix(
        #": a="" b="x y" c="x=y" d="say \"no\"" e=가을 f="C:\\x" [RPCServer] m"# + "\n"))
  }

  @Test func nothingOfAHostileTextReachesATerminalOrEndsALine() throws {
    for text in [
      Self.line(Self.hostile).text, Self.line("m", ["name": "\(Self.hostile)"]).text,
      Self.line("m", ["nested": ["name": ["\(Self.hostile)"]]]).text, Self.line("m", ["\(Self.hostile)": "v"]).text,
      Self.line("m", ["nested": ["\(Self.hostile)": "v"]]).json,
    ] {
      #expect(text.dropLast().unicodeScalars.allSatisfy(LogText.isPrintable) && text.hasSuffix("\n"), "\(text)")
    }
    #expect(Self.line("m", ["name": "\(Self.hostile)"]).text.contains(#"name="a\u{1B}[2J\u{9B}31m\r\nb\u{0}"#))
  }

  @Test func JSONHasTimeLevelMessageAndThenTheFields() {
    let fields: Logger.Metadata = [
      "campaign": .stringConvertible(Int64.max), "actor": "issue", "late": .stringConvertible(true),
      "share": .stringConvertible(0.25), "nothing": .stringConvertible(Double.nan),
      "hosts": ["a", ["port": .stringConvertible(5432 as UInt16)]], "time": "noon",
    ]
    #expect(
      Self.line("campaign opened", fields).json == """
        {"time":"2026-11-21T01:39:57.000042Z","level":"info","message":"campaign opened","actor":"issue",\
        "campaign":9223372036854775807,"hosts":["a",{"port":5432}],"late":true,"nothing":"nan","share":0.25,\
        "_time":"noon"}

        """)
  }

  @Test func JSONGivesHostileTextBackAsItWas() throws {
    let line = Self.line(Self.hostile, ["name": "\(Self.hostile)", "\(Self.hostile)": ["\(Self.hostile)"]])
    let object = try Self.object(line)
    #expect(line.json.dropLast().unicodeScalars.allSatisfy(LogText.isPrintable))
    #expect(object["message"] as? String == Self.hostile)
    #expect(object["name"] as? String == Self.hostile)
    #expect(object[Self.hostile] as? [String] == [Self.hostile])
  }

  @Test(arguments: [
    (0, 0, "1970-01-01T00:00:00.000000Z"), (-1, 999_999, "1969-12-31T23:59:59.999999Z"),
    (951_825_600, 120, "2000-02-29T12:00:00.000120Z"), (253_402_300_799, 1, "9999-12-31T23:59:59.000001Z"),
  ]) func timesAreInUTCWithMicroseconds(seconds: Int, microseconds: Int, text: String) {
    #expect(LogTime(secondsSinceEpoch: seconds, microseconds: microseconds).utc == text)
  }

  @Test func aLongTextIsCutBetweenScalars() throws {
    let long = "a" + String(repeating: "각", count: 100_000)
    let object = try Self.object(Self.line(long, ["x": "\(long)"]))
    for key in ["message", "x"] {
      let text = try #require(object[key] as? String)
      #expect(text.utf8.count <= LogText.maximumBytes + 3 && text.hasSuffix("각…") && long.hasPrefix(text.dropLast()))
    }
    #expect(LogText.cut(String(repeating: "b", count: LogText.maximumBytes)).last == "b")
  }

  @Test func theReasonOfAnEndKeepsItsLinesAndNothingElse() {
    #expect(LogText.shownInLines("Error: 가\n\tUsage") == "Error: 가\n\tUsage")
    #expect(LogText.shownInLines("a\u{1B}[2J\r\n\u{9B}b\u{202E}") == #"a\u{1B}[2J\u{D}"# + "\n" + #"\u{9B}b\u{202E}"#)
  }

  @Test func whatIsNearerToTheStatementGoesFirst() throws {
    struct Odd: Error, CustomStringConvertible { let description = "odd" }
    let written = Written()
    var logger = Logger(label: "l") { label in LineLogHandler(label: label, format: .json, write: written.add) }
    logger.handler.metadataProvider = Logger.MetadataProvider { ["b": "provider", "c": "provider", "p": "provider"] }
    logger[metadataKey: "a"] = "logger"
    logger[metadataKey: "b"] = "logger"
    logger.info("m", metadata: ["c": "statement"])
    logger.debug("below the level")
    let line = try #require(written.lines.first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["a"] as? String == "logger" && object["b"] as? String == "provider")
    #expect(object["c"] as? String == "statement" && object["p"] as? String == "provider")
    #expect(written.lines.count == 1)
  }
}
