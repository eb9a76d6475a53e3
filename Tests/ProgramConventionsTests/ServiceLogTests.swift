import Foundation
import ProcessHarness
import Testing

@testable import ProgramConventions

/// The log of long-running programs, as real processes.
@Suite(.timeLimit(.minutes(2))) struct ServiceLogTests {
  private static let probe = "conventions-probe"
  private static let lines = 20_000

  /// A number of lines that neither the buffer nor the pipe can hold.
  private static func chatter(_ arguments: [String] = []) throws -> ProgramProcess {
    try ProgramProcess(probe, ["chatter", "\(lines)"] + arguments, errorReader: .stalled)
  }

  @Test func whoLogsToNobodyGoesOnAndTheMissingLinesAreCounted() async throws {
    let process = try Self.chatter()
    // The program goes on although nobody reads its standard error.
    await process.waitForOutput("ready")
    process.readError()
    #expect(await process.errorLine(startingWith: "probe ready") == "probe ready")
    process.send(SIGTERM)
    let ending = await process.ending()
    #expect(ending.status == 0)
    let lines = ending.error.split(separator: "\n").filter { !$0.hasPrefix(".") }
    let written = lines.count { $0.hasSuffix("[conventions_probe] chatter") }
    let dropped = lines.compactMap { line in
      line.firstMatch(of: /warning probe: lines=(\d+) \[ProgramConventions\] lines of this log were dropped/)
        .flatMap { Int($0.1) }
    }
    #expect(dropped.count == 1 && written > 0)
    #expect(written + dropped.reduce(0, +) == Self.lines, "each line is there or counted")
    #expect(lines.last?.contains("shutting down") == true)
  }

  @Test(arguments: [SIGTERM, SIGINT]) func aLogThatNobodyReadsDoesNotKeepAProgramFromItsEnd(signal: Int32) async throws
  {
    let process = try Self.chatter()
    await process.waitForOutput("ready")
    process.send(signal)
    #expect(await process.ending().status == 0)
    #expect(ServiceLog.flushLimit == .seconds(1))
  }

  @Test func aFatalEndOfWhichNobodyReadsIsAnEnd() async throws {
    let process = try ProgramProcess(Self.probe, ["break-down"], errorReader: .stalled)
    let ending = await process.ending()
    #expect(ending.status == 1)
    // Wrong usage, which is found before there is a logger, too.
    #expect(
      await (try ProgramProcess(Self.probe, ["serve", "--nonsense"], errorReader: .stalled)).ending().status == 2)
  }

  @Test func aLogWhoseReaderLeftStopsNothing() async throws {
    let process = try ProgramProcess(Self.probe, ["chatter", "\(Self.lines)"], errorReader: .gone)
    await process.waitForOutput("ready")
    process.send(SIGTERM)
    #expect(await process.ending().status == 0)
  }

  @Test func anErrorWithoutAReaderEndsWithItsStatus() async throws {
    #expect(await (try ProgramProcess(Self.probe, ["fail", "78"], errorReader: .gone)).ending().status == 78)
    #expect(await (try ProgramProcess(Self.probe, ["break-down"], errorReader: .gone)).ending().status == 1)
  }

  @Test func allOfALogThatIsReadIsThere() async throws {
    let process = try ProgramProcess(Self.probe, ["chatter", "500"])
    await process.waitForOutput("ready")
    process.send(SIGTERM)
    let ending = await process.ending()
    #expect(ending.error.components(separatedBy: "chatter\n").count == 501)
    #expect(ending.error.contains("shutting down"))
  }

  @Test func asJSONEachLineIsAnObject() async throws {
    let process = try ProgramProcess(Self.probe, ["chatter", "3"], environment: ["CAMPAIGN_LOG_FORMAT": "json"])
    await process.waitForOutput("ready")
    process.send(SIGTERM)
    let objects = try Self.objects(await process.ending().error)
    #expect(objects.prefix(3).map { $0["number"] as? Int } == [0, 1, 2])
    #expect(objects.contains { $0["message"] as? String == "probe ready" && $0["level"] as? String == "info" })
    #expect(objects.contains { $0["signal"] != nil })
    for object in objects {
      let time = try #require(object["time"] as? String)
      #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
    }
  }

  @Test func asJSONTheReasonOfAnEndIsAnObjectToo() async throws {
    let ending = try await ProgramProcess.run(Self.probe, ["break-down", "--log-format", "json"])
    let objects = try Self.objects(ending.error)
    #expect(ending.status == 1 && objects.count == 1)
    #expect(objects.first?["level"] as? String == "critical")
    #expect(objects.first?["message"] as? String == "probe: broke \"down\"")
    let text = try await ProgramProcess.run(Self.probe, ["break-down"])
    #expect(text == .init(status: 1, output: "", error: "probe: broke \"down\"\n"))
  }

  @Test func anUnknownFormatIsWrongUsage() async throws {
    let ending = try await ProgramProcess.run(Self.probe, ["serve", "--log-format", "xml"])
    #expect(ending.status == 2)
    #expect(ending.error.contains("text") && ending.error.contains("json"))
  }

  /// A file or socket that got the number 2 would be written into.
  @Test func aStandardErrorThatWasClosedIsNothingElse() async throws {
    let ending = try await ProgramProcess.run(
      "/bin/sh", ["-c", "exec \"$0\" descriptors <&- 2>&-", ProgramProcess.path(of: Self.probe)])
    #expect(ending.status == 0)
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first == "0 /dev/null" && lines.last == "2 /dev/null")
  }

  private static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
    }
  }
}
