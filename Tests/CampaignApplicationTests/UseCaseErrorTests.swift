import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

@Suite struct UseCaseErrorTests {
  @Test func eachRefusalHasItsError() {
    #expect(
      UseCaseError(CampaignRefusal.notStarted(startTime: .start, timeLeft: .seconds(1)))
        == .campaignNotStarted(startTime: .start, timeLeft: .seconds(1)))
    #expect(UseCaseError(CampaignRefusal.neverStarts) == .campaignNeverStarts)
    #expect(UseCaseError(CampaignRefusal.closed) == .campaignClosed)
    #expect(UseCaseError(CampaignRefusal.paused) == .campaignPaused)
    #expect(UseCaseError(CampaignRefusal.soldOut) == .soldOut)
    #expect(UseCaseError(CampaignRefusal.userLimitReached(limit: 3)) == .userLimitReached(limit: 3))
    #expect(UseCaseError(CampaignRefusal.idempotencyKeyReused) == .idempotencyKeyReused)
    #expect(
      UseCaseError(CampaignRefusal.userRequired)
        == .invalidField([
          FieldFault(
            field: "user_id", description: "is empty; this campaign limits the coupons of a user, so name the user")
        ]))
  }

  @Test func eachRepositoryErrorHasItsError() {
    #expect(
      UseCaseError(RepositoryError.unavailable(retryAfter: .seconds(2)))
        == .databaseUnavailable(retryAfter: .seconds(2))
    )
    #expect(UseCaseError(RepositoryError.outcomeUnknown) == .outcomeUnknown)
    #expect(UseCaseError(RepositoryError.busy(retryAfter: .seconds(2))) == .overloaded(retryAfter: .seconds(2)))
    #expect(UseCaseError(RepositoryError.fault("text")) == .internalFault("text"))
    #expect(UseCaseError(RepositoryError.codeClash) == .internalFault("every newly drawn coupon code clashed"))
    #expect(
      UseCaseError(RepositoryError.idempotencyKeyTaken)
        == .internalFault("an idempotency key was taken and then not found"))
  }
}
