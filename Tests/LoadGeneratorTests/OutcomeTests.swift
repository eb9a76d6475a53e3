import RPCCodec
import ScriptedServer
import Testing

@testable import LoadGenerator

struct OutcomeTests {
  /// A certificate is checked by the names alone: they have to tell what may have issued a coupon.
  @Test(arguments: [
    Outcome.ok, .malformed, .timedOut, .connectionLost, Outcome(scriptedStatus(.unknown, "OUTCOME_UNKNOWN")),
    Outcome(scriptedStatus(.internal, "INTERNAL")), Outcome(RPCStatus(code: .unknown, message: "")),
    Outcome(RPCStatus(code: .internal, message: "")), Outcome(scriptedStatus(.failedPrecondition, "SOLD_OUT")),
    Outcome(scriptedStatus(.unavailable, "DATABASE_UNAVAILABLE")),
    Outcome(scriptedStatus(.deadlineExceeded, "DEADLINE_EXCEEDED")),
    Outcome(scriptedStatus(.resourceExhausted, "OVERLOADED")),
  ])
  func theNameTellsWhetherTheResultIsUnknown(outcome: Outcome) {
    #expect(Outcome.namesOfUnknownResult.contains(outcome.name) == outcome.mayHaveIssued, "\(outcome)")
  }
}
