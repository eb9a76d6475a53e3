import CampaignApplication
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import RPCServer

@Suite struct PageGateTests {
  private let outbox = ConnectionOutbox(eventLoop: EmbeddedEventLoop())

  private func waiting(_ slot: Int) -> WaitingPage {
    WaitingPage(
      token: CallToken(slot: slot, generation: 1), page: PreparedPage(maximumFrameBytes: 10) { _ in }, outbox: outbox)
  }

  @Test func roomComesBackWhenNobodyHoldsItsReservation() {
    let freed = Mutex(0)
    let gate = PageGate(maximumBytes: 100, maximumBytesPerConnection: 100) { byteCount in
      freed.withLock { $0 += byteCount }
    }
    let account = gate.makeAccount()
    do {
      let reservation = gate.reserve(80, for: account, orWaitAs: waiting(0))
      #expect(reservation != nil)
      reservation?.correct(to: 30)
      #expect(gate.usedBytes == 30)
    }
    #expect(gate.usedBytes == 0)
    #expect(freed.withLock { $0 } == 30)
  }

  /// Each page that ends as soon as it begins lets the next begin: one after the other, not one within the other.
  @Test func aLongLineOfPagesThatEndAtOnceNeedsNoDeepStack() {
    let gate = PageGate(maximumBytes: 10, maximumBytesPerConnection: 10)
    // An outbox that was left behind drops what is to begin.
    outbox.detach()
    do {
      let first = gate.reserve(10, for: gate.makeAccount(), orWaitAs: waiting(0))
      for slot in 1...100_000 { _ = gate.reserve(10, for: gate.makeAccount(), orWaitAs: waiting(slot)) }
      withExtendedLifetime(first) {}
    }
    #expect(gate.waitingCount == 0)
    #expect(gate.usedBytes == 0)
  }
}
