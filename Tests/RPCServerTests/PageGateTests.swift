import CampaignApplication
import NIOCore
import NIOEmbedded
import RPCCodec
import Synchronization
import Testing

@testable import RPCServer

@Suite struct PageGateTests {
  private let outbox = ConnectionOutbox(eventLoop: EmbeddedEventLoop())

  private func waiting(_ slot: Int) -> WaitingPage {
    WaitingPage(
      token: CallToken(slot: slot, generation: 1), page: PreparedPage(maximumMessageBytes: 10) { _ in }, outbox: outbox)
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

  /// A page that is dropped on its way gives its room to another of the same connection, which is told so by the same
  /// door.
  @Test func aPageThatIsDroppedLetsTheNextOfItsConnectionBegin() throws {
    let outbox = ConnectionOutbox(eventLoop: EmbeddedEventLoop())
    let gate = PageGate(maximumBytes: 1_000, maximumBytesPerConnection: 1_000)
    let account = gate.makeAccount()
    do {
      let reservation = try #require(gate.reserve(1_000, for: account, orWaitAs: waiting(0)))
      let page = try EncodedPage(GetCampaignResponse(nextPageToken: "x"), streamID: 1, reservation: reservation)
      outbox.post(CallToken(slot: 0, generation: 1), .page(page))
      let next = WaitingPage(
        token: CallToken(slot: 1, generation: 2), page: PreparedPage(maximumMessageBytes: 1_000) { _ in },
        outbox: outbox)
      #expect(gate.reserve(1_000, for: account, orWaitAs: next) == nil)
    }
    outbox.abandon(.drainTimeOver)
    #expect(gate.usedBytes == 0)
    #expect(gate.waitingCount == 0)
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
