import CampaignApplication
import RPCCodec
import Testing

@testable import RPCServer

@Suite struct HealthCheckTests {
  private func check(_ service: String, of connection: EmbeddedConnection) throws -> WireAnswer {
    try connection.receive(Wire.request(1, .healthCheck, HealthCheckRequest(service: service)))
    return try #require(try connection.answers().first)
  }

  @Test(arguments: ["", "campaign.v1.CampaignService"])
  func knownServicesServe(service: String) throws {
    let connection = try EmbeddedConnection(.stubs())
    #expect(try check(service, of: connection).message(HealthCheckResponse.self).status == .serving)
  }

  @Test(arguments: ["", "campaign.v1.CampaignService"])
  func nothingServesWhileTheServerDrains(service: String) throws {
    let connection = try EmbeddedConnection(.stubs())
    connection.servingStatus.beginDrain()
    #expect(try check(service, of: connection).message(HealthCheckResponse.self).status == .notServing)
  }

  @Test(arguments: ["campaign.v1.Nothing", "campaign.v1.CampaignService ", "grpc.health.v1.Health"])
  func otherServicesAreNotFound(service: String) throws {
    let connection = try EmbeddedConnection(.stubs())
    let status = try #require(try check(service, of: connection).status)
    #expect(status.code == .notFound)
    #expect(status.reason == "SERVICE_NOT_FOUND")
    #expect(status.httpStatus == 404)
  }

  @Test func theDatabaseBeingAwayChangesNothing() throws {
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { _ in
      .failure(.databaseUnavailable(retryAfter: .seconds(1)))
    })
    let connection = try EmbeddedConnection(.issuing(with: useCase))
    try connection.receive(Wire.issue(1))
    #expect(try connection.answers().map(\.reason) == ["DATABASE_UNAVAILABLE"])
    #expect(try check("", of: connection).message(HealthCheckResponse.self).status == .serving)
  }
}
