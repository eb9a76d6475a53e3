import Glibc
import ProcessHarness
import Testing

@Suite(.timeLimit(.minutes(2))) struct ProgramProcessTests {
  private let probe = "conventions-probe"

  @Test(arguments: [SIGTERM, SIGINT]) func theFirstSignalDrainsAndEndsWell(signal: Int32) async throws {
    let process = try ProgramProcess(probe, ["serve"])
    await process.waitForOutput("ready")
    process.send(signal)
    let ending = await process.ending()
    #expect(ending.status == 0)
    #expect(ending.output == "ready\ndraining\ndrained\n")
    #expect(ending.error.contains("shutting down"))
  }

  @Test(arguments: [(SIGTERM, SIGTERM), (SIGINT, SIGTERM)])
  func theSecondSignalEndsAtOnceWithOne(first: Int32, second: Int32) async throws {
    let process = try ProgramProcess(probe, ["serve", "--stubborn"])
    await process.waitForOutput("ready")
    process.send(first)
    await process.waitForOutput("draining")
    process.send(second)
    let ending = await process.ending()
    #expect(ending.status == 1)
    #expect(!ending.output.contains("drained"))
  }

  @Test func logsGoToStandardErrorFromTheAskedLevelOn() async throws {
    let process = try ProgramProcess(probe, ["serve"], environment: ["CAMPAIGN_LOG_LEVEL": "error"])
    await process.waitForOutput("ready")
    process.send(SIGTERM)
    let ending = await process.ending()
    #expect(ending.status == 0)
    #expect(ending.error.isEmpty)
  }

  @Test func flagsGoBeforeTheEnvironment() async throws {
    let environment = [
      "CAMPAIGN_ADDRESS": "example.com:1", "CAMPAIGN_TIMEOUT": "1s", "DATABASE_URL": "postgresql://b",
    ]
    let ending = try await ProgramProcess.run(
      probe, ["show", "--timeout", "2s", "--quiet", "word"], environment: environment)
    #expect(ending.status == 0)
    #expect(
      ending.output
        == "example.com:1 2.0 seconds start=- startIn=- quiet=true database=postgresql://b word\n")
  }

  @Test(arguments: [["show", "--address", "nowhere"], ["nonsense"], ["fail"], ["fail", "2"]])
  func wrongUsageEndsWithTwo(arguments: [String]) async throws {
    let ending = try await ProgramProcess.run(probe, arguments)
    #expect(ending.status == 2)
    #expect(ending.output.isEmpty)
    #expect(ending.error.hasPrefix("Error: "))
  }

  @Test func anArgumentThatIsNoUTF8EndsWithTwo() async throws {
    let ending = try await ProgramProcess.run(probe, ["show"], rawArgument: [0x66, 0xFF])
    #expect(ending.status == 2)
    #expect(ending.error.hasPrefix("Error: argument 2 is not UTF-8"))
  }

  @Test func outputThatCanNotBeWrittenEndsWithOne() async throws {
    let ending = try await ProgramProcess.run(
      "/bin/sh", ["-c", "exec \"$0\" show >/dev/full", ProgramProcess.path(of: probe)])
    #expect(ending.status == 1)
    #expect(ending.error == "error: standard output can't be written: No space left on device\n")
  }

  @Test func theVersionEndsWell() async throws {
    let ending = try await ProgramProcess.run(probe, ["--version"])
    #expect(ending == .init(status: 0, output: "0.1.0\n", error: ""))
  }

  @Test(arguments: [1, 68, 78, 99] as [Int32])
  func failuresEndWithTheirStatusAndMessage(status: Int32) async throws {
    let ending = try await ProgramProcess.run(probe, ["fail", "\(status)"])
    #expect(ending == .init(status: status, output: "", error: "ended with \(status)\n"))
  }

  /// A test that cuts a connection relies on it: a copy of it in some program would keep it open.
  @Test func programsInheritNoDescriptorOfTheTests() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let ending = try await ProgramProcess.run("/bin/ls", ["/proc/self/fd"])
    // The last one is the folder that ls reads.
    #expect(ending.output == "0\n1\n2\n3\n")
  }
}
