import CampaignApplication
import CampaignService
import RPCCodec
import Testing
import UseCaseStubs

@Suite struct HealthCheckTests {
  private func check(_ service: String, of door: PlainDoor) throws -> ServingStatusMessage {
    try door.call(.healthCheck, HealthCheckRequest(service: service), as: HealthCheckResponse.self).status
  }

  @Test(arguments: ["", "campaign.v1.CampaignService", "campaign.v1.QueueService", "campaign.v1.OperationsService"])
  func knownServicesServe(service: String) throws {
    let door = PlainDoor(.stubs())
    #expect(try check(service, of: door) == .serving)
  }

  @Test(arguments: ["", "campaign.v1.CampaignService"])
  func nothingServesWhileTheServerDrains(service: String) throws {
    let door = PlainDoor(.stubs())
    door.servingStatus.beginDrain()
    #expect(try check(service, of: door) == .notServing)
  }

  @Test(arguments: ["campaign.v1.Nothing", "campaign.v1.CampaignService ", "grpc.health.v1.Health"])
  func otherServicesAreNotFound(service: String) throws {
    let door = PlainDoor(.stubs())
    let status = try door.refusal(.healthCheck, HealthCheckRequest(service: service))
    #expect(status.code == .notFound)
    #expect(status.reason == "SERVICE_NOT_FOUND")
    #expect(status.httpStatus == 404)
  }

  @Test func theDatabaseBeingAwayChangesNothing() throws {
    let useCase = StubUseCase<IssueInput, IssueOutput>(answering: { _ in
      .failure(.databaseUnavailable(retryAfter: .seconds(1)))
    })
    let door = PlainDoor(.issuing(with: useCase))
    #expect(try door.refusal(.issueCoupon, IssueCouponRequest()).reason == "DATABASE_UNAVAILABLE")
    #expect(try check("", of: door) == .serving)
  }
}
