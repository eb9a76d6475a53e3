internal import CampaignDomain
internal import NIOCore
internal import RPCClient
internal import RPCCodec
internal import Synchronization

/// Follows the entries of a run to their ends.
///
/// Each round asks for the place of the last in line, which says how far the line has come, and then for those alone
/// whose ticket was passed, a few at a time. So a hundred thousand who wait cost a call a round, not a call each, and
/// each entry is asked for when its turn has come. An end is seen up to a round late.
final class LineFollower: Sendable {
  /// The time between two rounds.
  private static let pause: Duration = .milliseconds(100)

  /// The most calls in flight.
  private static let mostCalls = 64

  /// The most time of a look: it is repeated anyhow.
  private static let longestLook: Duration = .seconds(2)

  /// The time for which a server that gave no answer is not asked, where another is there.
  private static let rest: TimeAmount = .seconds(5)

  private let options: LoadOptions
  private let naming: UserNaming
  private let waitLimit: Duration
  private let start: NIODeadline
  private let clients: [CampaignClient]
  /// The servers that gave no answer, and until when they are not asked.
  private let resting = Mutex<[ServerAddress: NIODeadline]>([:])
  private let ends = Mutex(Ends())
  /// The time at which the last request was answered.
  private let sendingEnd = Mutex<NIODeadline?>(nil)

  /// The ends that were seen.
  private struct Ends {
    var tally = OutcomeTally()
    /// The entries that ended, where several requests may be shown one: some of them after its end was seen.
    var seen: Set<RequestID> = []
  }

  /// A follower of a run that begins at `start`; `nil`: the run goes past the line.
  init?(_ options: LoadOptions, naming: UserNaming, start: NIODeadline, configuration: RPCClientConfiguration) {
    guard case .queue(let waitLimit) = options.through else { return nil }
    self.options = options
    self.naming = naming
    self.waitLimit = waitLimit
    self.start = start
    clients = options.addresses.map { CampaignClient(to: $0, configuration: configuration) }
  }

  /// The ends until now.
  func snapshot() -> ProgressSnapshot { ends.withLock { $0.tally.takeSnapshot() } }

  /// Tells that every request was answered; from now on the limit of the wait counts.
  func sendingHasEnded() { sendingEnd.withLock { $0 = .now() } }

  /// Follows what the senders joined until all have ended, the limit is over or the run is stopped; returns the ends.
  func follow(_ fleet: SenderFleet, until stop: StopSignal) async -> OutcomeTally {
    var waiting = WaitingEntries()
    while true {
      // Read first: what was joined before the end is then among the arrivals.
      let end = sendingEnd.withLock { $0 }
      waiting.add(await fleet.takeArrivals())
      let limit = end.map { $0 + TimeAmount(waitLimit) } ?? .distantFuture
      if end != nil, waiting.isEmpty || isOver(stop, limit) { break }
      await look(at: &waiting, until: stop, limit: limit)
      if end == nil || !waiting.isEmpty { try? await Task.sleep(for: Self.pause) }
    }
    count(EntryEnd(outcome: .requested), of: waiting.takeAll()[...])
    for client in clients { await client.close() }
    return ends.withLock { $0.tally }
  }

  private func isOver(_ stop: StopSignal, _ limit: NIODeadline) -> Bool { stop.isStopped || .now() > limit }

  /// One round.
  private func look(at waiting: inout WaitingEntries, until stop: StopSignal, limit: NIODeadline) async {
    guard let last = waiting.last, let reached = await ticketReached(by: last) else { return }
    let clients = answeringClients
    let ended = await withTaskGroup(of: RequestID?.self, returning: Set<RequestID>.self) { calls in
      var ended: Set<RequestID> = []
      for (index, group) in waiting.groups(upTo: reached).enumerated() {
        if index >= Self.mostCalls, let end = await calls.next(), let end { ended.insert(end) }
        guard !isOver(stop, limit) else { break }
        let client = clients[index % clients.count]
        calls.addTask { await self.countEnd(of: group, by: client) }
      }
      for await end in calls { if let end { ended.insert(end) } }
      return ended
    }
    waiting.remove(ended, upTo: reached)
  }

  /// Asks for the end of an entry, and counts it for each request that was shown the entry; `nil`: there is none yet.
  private func countEnd(of group: ArraySlice<JoinedEntry>, by client: CampaignClient) async -> RequestID? {
    guard let entry = group.first, let end = await end(of: entry, by: client) else { return nil }
    count(end, of: group)
    return entry.requestID
  }

  /// The ticket up to which entries have been taken out of the line, as far as this one of them shows it; `nil`: the
  /// servers don't say.
  private func ticketReached(by entry: JoinedEntry) async -> Int64? {
    let request = GetQueueStatusRequest(
      campaignID: options.campaignID, userID: naming.name(ofRequest: entry.request))
    for client in answeringClients {
      guard let status = await answer(of: client, to: request)?.entry else { continue }
      // An entry that was reset since doesn't stand in the user's place any more.
      guard status.status == .waiting, status.ticket == entry.ticket else { return entry.ticket }
      return status.ticket - min(max(0, status.position), status.ticket)
    }
    return nil
  }

  /// The end of an entry; `nil`: there is none yet, or it is not known.
  private func end(of entry: JoinedEntry, by client: CampaignClient) async -> EntryEnd? {
    do throws(RPCClientError) {
      let response = try await client.call(
        GetCouponRequestRequest(requestID: entry.requestID.description), timeout: lookTimeout)
      guard let request = response.request else { return EntryEnd(outcome: .malformed) }
      return EntryEnd(request, of: entry, campaignID: options.campaignID, naming: naming)
    } catch .status(let status) where status.code == .notFound {
      // A server that reads from a standby may be behind.
      let joined = start + .microseconds(Int64(clamping: entry.plannedMicroseconds))
      return NIODeadline.now() - joined > TimeAmount(options.timeout) ? EntryEnd(outcome: .lost) : nil
    } catch {
      note(error, of: client)
      return nil
    }
  }

  private var lookTimeout: Duration { min(options.timeout, Self.longestLook) }

  /// The servers that answered when they were last asked; all of them where none did.
  private var answeringClients: [CampaignClient] {
    let now = NIODeadline.now()
    let resting = resting.withLock { $0 }
    let answering = clients.filter { resting[$0.address].map { $0 <= now } ?? true }
    return answering.isEmpty ? clients : answering
  }

  private func answer<Request: RepeatableRequest>(
    of client: CampaignClient, to request: Request
  ) async -> Request.Response? {
    do throws(RPCClientError) {
      return try await client.call(request, timeout: lookTimeout)
    } catch {
      note(error, of: client)
      return nil
    }
  }

  private func note(_ error: RPCClientError, of client: CampaignClient) {
    ends.withLock { $0.tally.countFailedLook(error.description) }
    if case .status = error { return }
    resting.withLock { $0[client.address] = .now() + Self.rest }
  }

  /// Counts the end of an entry for each request that was shown it.
  private func count(_ end: EntryEnd, of group: ArraySlice<JoinedEntry>) {
    let now = NIODeadline.now()
    ends.withLock { ends in
      for entry in group {
        let isFirst = naming.isUnique || ends.seen.insert(entry.requestID).inserted
        let waited = (now - start).nanoseconds / 1_000 - Int64(clamping: entry.plannedMicroseconds)
        ends.tally.count(end, of: entry, isRepeat: !isFirst, microseconds: UInt64(max(0, waited)))
      }
    }
  }
}
