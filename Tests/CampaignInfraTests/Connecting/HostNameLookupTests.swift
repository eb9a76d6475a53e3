import Dispatch
import Synchronization
import TestDatabase
import Testing

@testable import CampaignInfra

/// The system's resolver knows no deadline; whoever waits for it does.
@Suite(.timeLimit(.minutes(1))) struct HostNameLookupTests {
  @Test func aDeadlineEndsTheWaitAndNotTheLookup() async throws {
    let (blocked, asked) = (DispatchSemaphore(value: 0), Counter())
    let resolver: HostNameLookup.Resolver = { _ in
      asked.increment()
      blocked.wait()
      return .found(["10.0.0.1"])
    }
    let name = "deadline.test"
    for _ in 0..<3 {
      let outcome = try await onThread {
        HostNameLookup.outcome(of: name, until: .now + .milliseconds(20), unless: nil, by: resolver)
      }
      #expect(outcome == nil)
    }
    // All three waited for one look-up, on one thread.
    #expect(asked.count == 1)
    async let late = onThread {
      HostNameLookup.outcome(of: name, until: .now + .seconds(30), unless: nil, by: resolver)
    }
    blocked.signal()
    blocked.signal()
    #expect(try await late == .found(["10.0.0.1"]))
  }

  @Test func anInterruptionEndsTheWait() async throws {
    let (blocked, interruption, asked) = (DispatchSemaphore(value: 0), Interruption(), Counter())
    async let outcome = onThread {
      HostNameLookup.outcome(of: "interrupted.test", until: .now + .seconds(50), unless: interruption) { _ in
        asked.increment()
        blocked.wait()
        return .found([])
      }
    }
    #expect(try await eventually { asked.count == 1 })
    interruption.interrupt()
    #expect(try await outcome == nil)
    blocked.signal()
  }

  @Test func anAddressIsNotLookedUp() {
    for (text, address) in [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("127.1", "127.0.0.1")] {
      let outcome = HostNameLookup.outcome(of: text, until: .now, unless: nil) { _ in .failed("looked up") }
      #expect(outcome == .found([address]))
    }
  }

  @Test func aNameThatNobodyHasSaysSo() async throws {
    // RFC 6761 reserves `.invalid`: it is never a name.
    let outcome = try await onThread {
      HostNameLookup.outcome(of: "nowhere.invalid", until: .now + .seconds(50), unless: nil)
    }
    guard case .failed(let reason) = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
    #expect(!reason.isEmpty)
  }
}

private final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .relaxed) }

  func increment() { value.add(1, ordering: .relaxed) }
}
