import CampaignService
import NIOCore
import RPCCodec

/// Pages: they wait for room before they are read, and keep it until the kernel took them.
extension ConnectionHandler {
  /// A call asks for a page: it begins at once if there is room, else when there is. It holds its place among the calls
  /// in flight, and its deadline counts.
  func awaitRoom(for page: PreparedPage, of token: CallToken) {
    let waiting = WaitingPage(token: token, page: page, outbox: outbox)
    let reservation = environment.pages.reserve(
      page.maximumFrameBytes, for: pageAccount(), orWaitAs: waiting)
    if let reservation {
      page.begin(reservation)
    }
  }

  /// There is room for a page that waited.
  func begin(_ page: PreparedPage, for token: CallToken, with reservation: PageReservation) {
    inTurn {
      if machine.isWanted(token) {
        page.begin(reservation)
      } else {
        endUnserved(token)
      }
    }
  }

  /// A page was encoded on this loop.
  func finish(_ token: CallToken, with page: EncodedPage) {
    if !isInTurn {
      readClock()
    }
    finish(token, success: page)
    if !isInTurn {
      outbox.scheduleHop()
    }
  }

  /// A call succeeded with a page, which is encoded already.
  func finish(_ token: CallToken, success page: EncodedPage) {
    guard let (streamID, call) = machine.finish(token) else { return page.reservation.giveBack() }
    if streamID != nil {
      write(page)
      readClock()
      if let call {
        environment.router.ended(call.record, code: .ok, now: now)
      }
    } else {
      page.reservation.giveBack()
    }
    callsMayHaveEnded()
  }

  private func write(_ page: EncodedPage) {
    writeAnswers()
    guard let context, var pages else { return page.reservation.giveBack() }
    let byteCount = page.frame.readableBytes
    pages.unsentBytes += byteCount
    self.pages = pages
    writtenBytes &+= byteCount
    // The page keeps its room until the kernel has its last byte, or the connection is gone.
    let reservation = page.reservation
    context.writeAndFlush(wrapOutboundOut(page.frame)).assumeIsolated().whenComplete { _ in
      self.pages?.unsentBytes -= byteCount
      reservation.giveBack()
    }
    if !context.channel.isWritable {
      holdBack(context)
    }
    watchWrites()
  }

  /// Calls that are over: those that wait for room leave their places.
  func stopWaiting(_ tokens: [CallToken]) {
    guard let pages, !tokens.isEmpty else { return }
    for token in environment.pages.cancel(Set(tokens), of: pages.account) { endUnserved(token) }
  }

  /// No page of the connection is wanted any more.
  func stopWaitingForPages() {
    guard let pages else { return }
    for token in environment.pages.cancel(of: pages.account) { _ = machine.finish(token) }
    environment.pages.count(otherBytes: 0, for: pages.account)
  }

  /// So many bytes that are no pages wait for the peer.
  func countOtherBytes(_ byteCount: Int) {
    guard byteCount > 0 || pages != nil else { return }
    environment.pages.count(otherBytes: byteCount, for: pageAccount())
  }

  /// A call that was answered while it waited ends without having been served.
  private func endUnserved(_ token: CallToken) {
    guard machine.finish(token) != nil else { return }
    callsMayHaveEnded()
  }

  private func pageAccount() -> PageAccount {
    if let pages { return pages.account }
    let account = environment.pages.makeAccount()
    pages = ConnectionPages(account: account)
    return account
  }
}
