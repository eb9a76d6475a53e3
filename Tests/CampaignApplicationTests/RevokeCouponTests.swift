import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Revocations by an admin, step by step of their transaction.
@Suite struct RevokeCouponTests {
  private let changes = RecordedChanges()
  private let coupon = Coupon(
    code: CouponCode.sampleOfRevocations, campaignID: .sample, userID: UserID(alreadyChecked: "u"), sequence: 1,
    issueTime: .start)

  private func session(deliveryURL: String? = nil, total: Int64 = 10) -> ScriptedSession {
    let campaign = Campaign(
      id: .sample, name: "선착순", totalCoupons: total, remainingCoupons: total - 1, lastSequence: 1, startTime: .start,
      endTime: .end, perUserLimit: 1, state: .open, openedTime: .start, createTime: .start,
      queueOnly: deliveryURL != nil, deliveryURL: deliveryURL.map { DeliveryURL(alreadyChecked: $0) })
    let session = ScriptedSession([campaign])
    session.script { $0.coupons = [NewCoupon(coupon: coupon, slot: 1, idempotencyKey: nil)] }
    return session
  }

  private func revoke(
    in session: ScriptedSession, code: String? = nil, reason: String = "lost", returningStock: Bool = true,
    call: Call = Call()
  ) async throws(UseCaseError) -> Coupon {
    defer { #expect(session.misuses.isEmpty) }
    return try await RevokeCoupon(database: ScriptedDatabase(session, servesAtOnce: true), observer: changes).execute(
      .init(
        campaignID: .sample, code: code ?? coupon.code.text, reason: reason, returnsStock: returningStock,
        actor: "admin"), call: call)
  }

  @Test func aCouponIsLockedFoundAndSavedInOneTransaction() async throws {
    let session = session()
    let revoked = try await revoke(in: session)
    #expect(revoked.state == .revoked(at: .start))
    #expect(session.steps == [.lockWithLine, .revocationSubject, .commit])
    #expect(session.script { $0.lockRequests.map(\.locksLine) } == [true])
    #expect(session.campaign()?.remainingCoupons == 10)
    #expect(changes.all == ["7 revoked 1 with its stock by admin: lost"])
  }

  @Test func aCodeIsReadAsPeopleTypeIt() async throws {
    let typed = coupon.code.text.unicodeScalars.map(String.init).joined(separator: " ")
    #expect(try await revoke(in: session(), code: typed).sequence == 1)
  }

  @Test func aRepeatRollsBackAndIsToldOfByNobody() async throws {
    let session = session()
    let first = try await revoke(in: session, returningStock: false)
    #expect(try await revoke(in: session, returningStock: true) == first)
    #expect(session.steps.last == .rollback && session.campaign()?.remainingCoupons == 9)
    #expect(changes.all == ["7 revoked 1 by admin: lost"])
  }

  @Test func aDeliveryUnderWayEndsAndIsReversedLater() async throws {
    let session = session(deliveryURL: "http://partner.example/")
    let request = RequestID(high: 1, low: 2)
    session.script { script in
      script.queues[.sample] = CampaignQueue(campaignID: .sample, nextBatchTime: .start)
      script.entries = [
        QueueEntry(
          requestID: request, campaignID: .sample, userID: UserID(alreadyChecked: "u"), ticket: 1,
          state: .delivering(coupon), step: .delivery, joinTime: .start, updateTime: .start)
      ]
      script.deliveries.open[request] = Delivery(
        requestID: request, coupon: coupon, attempts: 2, mayHaveArrived: true, location: nil, pollCount: 0,
        nextAttemptTime: .start, leaseEndTime: .start.moved(by: 9), token: 3, error: "busy")
    }
    #expect(try await revoke(in: session).state == .revokePending(since: .start))
    let (entry, open, compensations) = session.script {
      ($0.entries.first, $0.deliveries.open, $0.deliveries.compensations)
    }
    #expect(entry?.state == .failed(.revoked) && entry?.attempts == 2 && open.isEmpty)
    #expect(compensations.map(\.kind) == [.deliveryReversal])
    #expect(compensations.first?.firstAttemptTime == .start.moved(by: 9))
    #expect(session.campaign()?.remainingCoupons == 9, "the stock waits for the reversal")
    #expect(changes.all == ["7 revoking 1 by admin: lost"])
  }

  @Test func whatWasDeliveredByARequestThatIsGoneIsRefused() async {
    let session = session(deliveryURL: "http://partner.example/")
    await #expect(throws: UseCaseError.deliveryRequestNotFound(coupon.code.text)) { try await revoke(in: session) }
    #expect(session.steps.last == .rollback)
  }

  @Test(arguments: [
    ("", UseCaseError.couponNotFound("")), ("가나다", .couponNotFound("가나다")),
  ]) func aCodeThatNoCouponCanHaveAsksNobody(code: String, error: UseCaseError) async {
    let session = session()
    await #expect(throws: error) { try await revoke(in: session, code: code) }
    #expect(session.steps.isEmpty)
  }

  @Test func aReasonHasItsLimits() async {
    for reason in [String(repeating: "가", count: 1_001), "a\u{0}"] {
      let session = session()
      do throws(UseCaseError) {
        _ = try await revoke(in: session, reason: reason)
        Issue.record("\(reason.prefix(5)) was taken")
      } catch {
        guard case .invalidField(let faults) = error else {
          Issue.record("\(error)")
          return
        }
        #expect(faults.map(\.field) == ["reason"] && session.steps.isEmpty)
      }
    }
  }

  @Test(arguments: [
    (ScriptedSession.Step.lockWithLine, RepositoryError.busy(retryAfter: .seconds(1))),
    (.revocationSubject, .unavailable(retryAfter: .seconds(1))), (.commit, .outcomeUnknown),
  ]) func whatFailsIsRolledBackAndToldOfByNobody(step: ScriptedSession.Step, error: RepositoryError) async {
    let session = session()
    session.script { $0.failures[step] = [error] }
    await #expect(throws: UseCaseError(error)) { try await revoke(in: session) }
    #expect(session.steps.last == .rollback && changes.all.isEmpty)
  }

  @Test func aCallWhoseTimeIsOverIsDroppedBeforeItIsDecided() async {
    let session = session()
    let call = Call()
    session.script { $0.hooks[.revocationSubject] = { _ = call.expire() } }
    await #expect(throws: UseCaseError.deadlineExceeded) { try await revoke(in: session, call: call) }
    #expect(session.campaign()?.remainingCoupons == 9 && session.steps.last == .rollback)
  }
}

extension CouponCode {
  /// A code that has its check character right.
  fileprivate static let sampleOfRevocations: CouponCode = {
    var generator = SystemRandomNumberGenerator()
    return .random(using: &generator)
  }()
}
