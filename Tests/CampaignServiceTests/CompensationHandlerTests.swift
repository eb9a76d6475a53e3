import CampaignApplication
import CampaignService
import RPCCodec
import Synchronization
import Testing
import UseCaseStubs

@Suite struct CompensationHandlerTests {
  private func door(_ change: (inout OperationsUseCases) -> Void) -> PlainDoor {
    var useCases = CampaignUseCases.stubs()
    change(&useCases.operations)
    return PlainDoor(useCases)
  }

  @Test func aListTakesEveryField() throws {
    let seen = Mutex<[String]>([])
    let door = door {
      $0.listCompensations = StubUseCase(answering: { input in
        seen.withLock { $0.append("\(input.status) \(input.pageSize) \(input.pageToken)") }
        return .success(.init(compensations: [], nextPageToken: "next"))
      })
    }
    let response: ListCompensationsResponse = try door.call(
      .listCompensations, ListCompensationsRequest(status: "FAILED", pageSize: 3, pageToken: "token"))
    #expect(response == ListCompensationsResponse(nextPageToken: "next"))
    #expect(seen.withLock { $0 } == ["FAILED 3 token"])
  }

  @Test func adminsAreNamed() throws {
    let seen = Mutex<[String]>([])
    let door = door {
      func stub(_ name: String) -> StubUseCase<ResolveCompensation.Input, ResolveCompensation.Output> {
        StubUseCase(answering: { input in
          seen.withLock { $0.append("\(name) \(input.id) \(input.reason) \(input.actor)") }
          return .success(Samples.compensation())
        })
      }
      ($0.retryCompensation, $0.discardCompensation) = (stub("retry"), stub("discard"))
    }
    let retried: RetryCompensationResponse = try door.call(
      .retryCompensation, RetryCompensationRequest(id: 3, reason: "why"))
    let discarded: DiscardCompensationResponse = try door.call(
      .discardCompensation, DiscardCompensationRequest(id: 4, reason: "lost"))
    #expect(retried.compensation?.id == 3 && retried.compensation == discarded.compensation)
    #expect(seen.withLock { $0 } == ["retry 3 why 10.0.0.1:1", "discard 4 lost 10.0.0.1:1"])
  }

  @Test func anUnknownNumberIsNotFound() throws {
    let door = door { $0.getCompensation = StubUseCase(answering: { .failure(.compensationNotFound($0)) }) }
    let refusal = try door.refusal(.getCompensation, GetCompensationRequest(id: 9))
    #expect(refusal.code == .notFound && refusal.reason == "COMPENSATION_NOT_FOUND")
  }
}
