import CampaignDomain
import ScriptedStorage
import Testing

@testable import CampaignApplication

/// Places in line, lines as a whole, and resets, on a scripted session.
@Suite struct QueueUseCaseTests {
  private let session = ScriptedSession([.sample(perUserLimit: 1)])
  private var database: ScriptedDatabase { ScriptedDatabase(session, servesAtOnce: true) }

  private func fields(_ error: UseCaseError?) -> [String] {
    guard case .invalidField(let faults) = error else { return [] }
    return faults.map(\.field)
  }

  private func failure<Value>(of operation: () async throws(UseCaseError) -> Value) async -> UseCaseError? {
    do throws(UseCaseError) {
      _ = try await operation()
      return nil
    } catch {
      return error
    }
  }

  @Test func aUserIsNeeded() async {
    let (status, reset) = (GetQueueStatus(database: database), ResetQueueEntry(database: database))
    let errors = [
      await failure { () throws(UseCaseError) in try await status.execute(.init(campaignID: .sample, userID: "")) },
      await failure { () throws(UseCaseError) in
        try await reset.execute(
          .init(campaignID: .sample, userID: "", reason: String(repeating: "r", count: 1_001)))
      },
    ]
    #expect(errors.map(fields) == [["user_id"], ["user_id", "reason"]])
    #expect(session.steps.isEmpty)
  }

  @Test func theOldestWaitIsNeverNegative() async throws {
    session.script { script in
      script.queues[.sample] = CampaignQueue(
        campaignID: .sample, lastTicket: 2, claimed: 1, served: 1, failedThrough: 0, mark: nil, settledThrough: 0,
        completed: 1, failed: 0, setAside: 0, nextBatchTime: .start, lastBatchTime: nil, batchFailures: 0, token: 0,
        leaseEndTime: nil, entriesPerHour: nil)
      script.entries = [1, 2].map { ticket in
        QueueEntry(
          requestID: RequestID(high: 0, low: UInt64(ticket)), campaignID: .sample,
          userID: UserID(alreadyChecked: "u\(ticket)"), ticket: ticket, state: .waiting,
          joinTime: .start.moved(by: ticket * 1_000_000), updateTime: .start)
      }
    }
    let info = GetQueueInfo(database: database)
    #expect(try await info.execute(.init(campaignID: .sample)).oldestWait == .zero, "the clock was set back")
    session.script { $0.now = .start.moved(by: 5_000_000) }
    #expect(try await info.execute(.init(campaignID: .sample)).oldestWait == .seconds(3))
  }

  @Test func aResetThatFailsIsRolledBack() async throws {
    let reset = ResetQueueEntry(database: database)
    session.script { $0.failures[.lockQueue] = [.busy(retryAfter: .seconds(1))] }
    let input = ResetQueueEntry.Input(campaignID: .sample, userID: "u", reason: "")
    let busy = await failure { () throws(UseCaseError) in try await reset.execute(input) }
    #expect(busy == .overloaded(retryAfter: .seconds(1)))
    let late = Call()
    session.script { script in script.hooks[.lockQueue] = { _ = late.expire() } }
    let tooLate = await failure { () throws(UseCaseError) in try await reset.execute(input, call: late) }
    #expect(tooLate == .deadlineExceeded)
    #expect(session.steps == [.lockQueue, .rollback, .lockQueue, .rollback] && session.misuses == [])
  }
}
