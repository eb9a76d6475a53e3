import CampaignApplication
import CampaignDomain
import Testing

@testable import CampaignInfra

/// The meaning of a failure of PostgreSQL for a caller, by the moment at which it came.
@Suite struct RepositoryErrorTests {
  private func error(
    _ state: String, constraint: String? = nil, statement: Int, commitIndex: Int? = nil
  ) -> RepositoryError {
    RepositoryError(
      .server(
        PostgresError.ServerError(
          state: SQLState(rawValue: state), severity: "FATAL", message: "m", constraint: constraint,
          statementIndex: statement)),
      commitIndex: commitIndex, of: CampaignID(rawValue: 7), retryAfter: .seconds(1))
  }

  @Test(arguments: ["57P01", "57P02", "57P03", "53300", "08006", "58030", "25006", "25P03"])
  func aDatabaseThatGoesAwayBeforeTheCommitDidNothing(state: String) {
    #expect(error(state, statement: 1) == .unavailable(retryAfter: .seconds(1)))
    #expect(error(state, statement: 1, commitIndex: 2) == .unavailable(retryAfter: .seconds(1)))
  }

  @Test(arguments: ["57P01", "57P02", "08006"])
  func aDatabaseThatGoesAwayInTheCommitMayHaveDoneIt(state: String) {
    #expect(error(state, statement: 2, commitIndex: 2) == .outcomeUnknown)
  }

  @Test func aCancelIsHarmlessBeforeTheCommitAndInDoubtAtIt() {
    #expect(error("57014", statement: 1, commitIndex: 2) == .busy(retryAfter: .seconds(1)))
    #expect(error("57014", statement: 2, commitIndex: 2) == .outcomeUnknown)
    #expect(
      error("55P03", statement: 2, commitIndex: 2) == .busy(retryAfter: .seconds(1)), "it waits before it commits")
    #expect(RepositoryError(.notReplicated, commitIndex: 2) == .outcomeUnknown)
  }

  @Test func aConnectionThatIsLostIsUnknownOnlyOnceTheCommitWasSent() {
    #expect(
      RepositoryError(.connectionLost("x"), retryAfter: .seconds(1))
        == .unavailable(retryAfter: .seconds(1)))
    #expect(RepositoryError(.connectionLost("x"), commitIndex: 2) == .outcomeUnknown)
  }

  @Test(arguments: [
    ("coupons_code", RepositoryError.codeClash), ("campaigns_idempotency_key", .idempotencyKeyTaken),
    ("campaign_transitions_one_opening", .fault("FATAL 23505: m (campaign_transitions_one_opening)")),
  ]) func aSecondOfWhatMustBeOneIsNamedByItsConstraint(constraint: String, meaning: RepositoryError) {
    #expect(error("23505", constraint: constraint, statement: 1, commitIndex: 2) == meaning)
  }

  @Test(arguments: ["coupons_campaign_user_slot", "coupons_campaign_idempotency_key"])
  func aHolderWhomNobodyKnewOfIsNamedWithTheRemedy(constraint: String) {
    guard case .holderClash(let remedy) = error("23505", constraint: constraint, statement: 1, commitIndex: 2) else {
      Issue.record("another error")
      return
    }
    #expect(remedy.hasPrefix("\(constraint) refuses") && remedy.hasSuffix("REINDEX INDEX CONCURRENTLY \(constraint)"))
  }

  @Test func aSequenceThatExistsIsNamedWithTheRemedy() {
    let error = error("23505", constraint: "coupons_campaign_sequence", statement: 1, commitIndex: 2)
    guard case .sequenceTaken(let remedy) = error else {
      Issue.record("another error")
      return
    }
    #expect(remedy.contains("UPDATE campaigns SET last_sequence") && remedy.hasSuffix("WHERE id = 7"))
  }

  @Test(arguments: [
    ("queue_entries_campaign_ticket", "SET last_ticket"), ("queue_entries_campaign_user", "REINDEX INDEX CONCURRENTLY"),
  ]) func anEntryThatExistsIsAFaultWithTheRemedy(constraint: String, remedy: String) {
    guard case .fault(let text) = error("23505", constraint: constraint, statement: 1, commitIndex: 2) else {
      Issue.record("another error")
      return
    }
    #expect(text.hasPrefix("\(constraint) refuses") && text.contains(remedy))
  }

  @Test(arguments: ["55P03", "57014", "40P01", "40001"]) func aLockThatIsNotGrantedIsBusy(state: String) {
    #expect(error(state, statement: 1) == .busy(retryAfter: .seconds(1)))
  }
}
