public import CampaignDomain

/// Work that the scheduler does again and again. Two processes may run the same job at once without harm: what makes it
/// happen once is decided under a campaign's lock, never by who runs.
public protocol BackgroundJob: Sendable {
  associatedtype Report: Sendable

  /// Does what is to be done now, a bounded amount of it.
  func runOnce() async throws(UseCaseError) -> Report
}

/// What one run did about the campaigns whose time had come.
public struct CampaignEventReport: Sendable {
  /// One campaign that changed.
  public struct Entry: Hashable, Sendable {
    /// The campaign whose state this run changed; one left as it was has no entry.
    public let campaignID: CampaignID
    /// By the database's clock, from the planned time.
    public let lateness: Duration
  }

  /// What this run changed; others may have changed campaigns that were due too.
  public internal(set) var changed: [Entry] = []
  /// Campaigns that could not be changed now; the next run tries them again.
  public internal(set) var failures: [(campaignID: CampaignID, error: UseCaseError)] = []
  /// When the next event comes, on the monotonic clock; nil when none is planned. Counted from before the agenda was
  /// asked for, so that it is early by a round trip and never late by the work that followed.
  public internal(set) var nextEvent: ContinuousClock.Instant?
  /// More were due than one run takes: run again at once.
  public internal(set) var isCutShort = false
}

extension CampaignDatabase {
  /// Changes up to `limit` campaigns whose `event` has come, each in a transaction of its own, by what `decide` makes of
  /// the locked campaign.
  func settle(
    _ event: CampaignEvent, limit: Int, telling observer: (any CampaignChangeObserver)?,
    _ decide: @escaping @Sendable (LockedCampaign) -> CampaignChange?
  ) async throws(UseCaseError) -> CampaignEventReport {
    let result: Result<CampaignEventReport, UseCaseError> = await withCheckedContinuation { continuation in
      perform(for: Call(), completion: { continuation.resume(returning: $0) }) { (session) throws(UseCaseError) in
        let askedAt = ContinuousClock.now
        let agenda = try session.attempt { () throws(RepositoryError) in
          try session.agenda(of: event, limit: limit)
        }
        var report = CampaignEventReport()
        report.nextEvent = agenda.untilNext.map { askedAt + $0 }
        for id in agenda.due {
          do throws(UseCaseError) {
            var lateness: Duration?
            _ = try session.change(id, for: Call(), telling: observer) { (locked) throws(CampaignRefusal) in
              let change = decide(locked)
              lateness = change?.transitions.last?.lateness
              return change
            }
            if let lateness { report.changed.append(.init(campaignID: id, lateness: lateness)) }
          } catch {
            if case .databaseUnavailable = error { throw error }
            report.failures.append((id, error))
          }
        }
        // Campaigns that all failed would fail again at once: the next try may wait.
        report.isCutShort = agenda.due.count == limit && report.failures.count < limit
        return report
      }
    }
    return try result.get()
  }
}
