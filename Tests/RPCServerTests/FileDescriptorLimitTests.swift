import CampaignService
import Glibc
import NIOCore
import NIOEmbedded
import Testing
import UseCaseStubs

@testable import RPCServer

@Suite struct FileDescriptorLimitTests {
  @Test func theLimitIsRaisedAsFarAsItGoes() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    #expect(getrlimit(resource, &limit) == 0)
    var lowered = limit
    lowered.rlim_cur = limit.rlim_max - 1
    #expect(setrlimit(resource, &lowered) == 0)
    #expect(FileDescriptorLimit.raise() == Int(clamping: limit.rlim_max))
    #expect(getrlimit(resource, &limit) == 0)
    #expect(limit.rlim_cur == limit.rlim_max)
  }

  @Test(arguments: [(20_000, 19_744), (1_024, 768), (256, 128), (1, 0)])
  func connectionsLeaveRoomForEverythingElse(limit: Int, connections: Int) {
    #expect(FileDescriptorLimit.connections(within: limit) == connections)
  }

  @Test func moreConnectionsThanTheLimitHasRoomForAreNotPromised() {
    var configuration = RPCServerConfiguration.forTests()
    configuration.maximumConnections = .max
    let log = CapturedLog()
    _ = RPCServer(configuration: configuration, useCases: .stubs(), logger: log.logger)
    #expect(log.lines.contains { $0.contains("fewer connections") })
  }

  @Test func failuresToTakeAConnectionAreLoggedOnceASecondAndDoNotSpin() throws {
    let log = CapturedLog()
    let clock = ManualClock()
    let channel = EmbeddedChannel(
      handlers: Listener.acceptHandlers(
        failures: RefusalLog("a connection could not be taken", logger: log.logger, now: { clock.now }),
        pause: .hours(1)))
    let reads = ReadCounter()
    try channel.pipeline.syncOperations.addHandler(reads, position: .first)
    for _ in 0..<10 {
      channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
    }
    #expect(log.lines.count == 1)
    #expect(log.lines.first?.contains("accept") == true)
    channel.pipeline.read()
    #expect(reads.count == 0)
    clock.advance(by: .seconds(1))
    channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
    #expect(log.lines.count == 2)
    _ = try channel.finish(acceptAlreadyClosed: true)
  }
}
