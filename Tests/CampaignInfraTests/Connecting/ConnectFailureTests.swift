import Testing

@testable import CampaignInfra

/// The sum of the attempts at several hosts.
@Suite struct ConnectFailureTests {
  private func failure(_ causes: ConnectFailure.Cause...) -> ConnectFailure {
    ConnectFailure(
      attempts: causes.enumerated().map { .init(host: "h\($0.offset)", cause: $0.element, reason: "r\($0.offset)") })
  }

  private func server(_ state: String) -> ConnectFailure.Cause { .server(SQLState(rawValue: state)) }

  @Test func onlyWhatIsUnreachableStartsOrIsFullIsWaitedFor() {
    #expect(failure(.unreachable).isWorthWaitingFor)
    #expect(failure(server("57P03")).isWorthWaitingFor)
    #expect(failure(server("53300"), .unreachable).isWorthWaitingFor)
    #expect(failure(.unsuitable, .unreachable).isWorthWaitingFor)
    for state in ["28P01", "28000", "3D000", "42501", "57P01", "53200"] {
      #expect(!failure(server(state)).isWorthWaitingFor)
      #expect(!failure(.unreachable, server(state)).isWorthWaitingFor)
    }
    for cause in [ConnectFailure.Cause.incompatible, .misconfigured, .interrupted, .unsuitable] {
      #expect(!failure(cause).isWorthWaitingFor)
    }
  }

  @Test func whoeverAnsweredForGoodEndsTheSearch() {
    for state in ["28P01", "3D000", "0A000"] { #expect(!server(state).isOfThisHostAlone) }
    for state in ["57P03", "53300"] { #expect(server(state).isOfThisHostAlone) }
    #expect(ConnectFailure.Cause.unreachable.isOfThisHostAlone && ConnectFailure.Cause.unsuitable.isOfThisHostAlone)
    #expect(!ConnectFailure.Cause.incompatible.isOfThisHostAlone)
  }

  @Test func itIsOneLineThatNamesEachHostAndTheLastState() {
    let failure = ConnectFailure(attempts: [
      .init(host: "a:1", cause: server("57P03"), reason: "57P03: one\n\ttwo\n"),
      .init(host: "b:2", cause: .unreachable, reason: "Connection refused"),
    ])
    #expect(failure.description == "a:1: 57P03: one; \ttwo; b:2: Connection refused")
    #expect(failure.state == .cannotConnectNow)
    #expect(self.failure(.unreachable).state == nil)
    #expect(ConnectFailure(.misconfigured, "odd").description == "odd")
  }
}
