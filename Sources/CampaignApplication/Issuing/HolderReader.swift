import CampaignDomain
import Synchronization

/// Reads who holds coupons of a campaign without its lock, a page at a time, so that a server that comes late to a
/// large campaign (a restart, a second server) learns its millions of holders while it issues.
///
/// The sequences that are read without the lock have no holes: sequences are given under the lock, and the next one
/// only when the coupon before is committed, so that each snapshot has all of them up to the last it has. Each page
/// begins with the last coupon of the one before it: a database that was set back between them, and issued that
/// sequence again, is noticed by its code.
final class HolderReader: Sendable {
  private struct Progress {
    let campaignID: CampaignID
    /// `nil`: a page is being added to it.
    var reading: HolderReading?
    /// The time at which the next page may be read while coupons are issued; `nil`: one is being read.
    var nextPageTime: ContinuousClock.Instant?
    let isIdle: @Sendable () -> Bool
    let completion: @Sendable (HolderReading) -> Void
  }

  /// A page is read, and for so many times as long none is, as long as coupons are issued.
  private static let restFactor = 3

  private let database: any ReadingDatabase
  private let now: @Sendable () -> ContinuousClock.Instant
  /// One campaign is read at a time. The reading is never copied, only moved: a copy for each page would be one of
  /// everybody who was read before.
  private let progress = Mutex<Progress?>(nil)

  /// Reads through `database`, whose connections need not be those that issue.
  init(
    database: any ReadingDatabase, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.database = database
    self.now = now
  }

  /// Reads on from `reading` until less than a page is left, which is read with the lock, and hands over what it has
  /// then, or had when something failed. `isIdle` tells whether nobody waits for a coupon, of whatever campaign. False:
  /// another campaign is being read, and nothing is done.
  func begin(
    _ id: CampaignID, from reading: HolderReading, isIdle: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (HolderReading) -> Void
  ) -> Bool {
    let isFree = progress.withLock { progress in
      guard progress == nil else { return false }
      progress = Progress(campaignID: id, reading: reading, isIdle: isIdle, completion: completion)
      return true
    }
    if isFree { readPage(of: id, from: reading.nextSequence) }
    return isFree
  }

  /// A group ended: the next page is read, if it may be by now. Without groups it is read at once.
  func proceed() {
    // Asked outside of the lock: it takes one of its own.
    guard let isIdle = progress.withLock({ $0?.nextPageTime == nil ? nil : $0?.isIdle })?() else { return }
    let now = now()
    let next = progress.withLock { progress -> (id: CampaignID, sequence: Int64)? in
      guard let time = progress?.nextPageTime, isIdle || now >= time, let id = progress?.campaignID,
        let sequence = progress?.reading?.nextSequence
      else { return nil }
      progress?.nextPageTime = nil
      return (id, sequence)
    }
    if let next { readPage(of: next.id, from: next.sequence) }
  }

  private func readPage(of id: CampaignID, from sequence: Int64) {
    readPage(of: id, from: sequence, in: database)
  }

  private func readPage(of id: CampaignID, from sequence: Int64, in database: some ReadingDatabase) {
    database.perform { [self] session in
      let start = now()
      let page = try? session.get().recentHolders(of: id, from: sequence)
      // Nobody waits for the lock while the page is added: groups that end ask for it.
      var reading = progress.withLock { $0?.reading.take() }
      // Should there be no page, whoever is still behind then begins again from where this one ended.
      let isAdded = page.map { reading?.add($0) == true } ?? false
      let end = now()
      let completion = progress.withLock { progress -> (@Sendable (HolderReading) -> Void)? in
        if isAdded {
          progress?.reading = reading.take()
          progress?.nextPageTime = end + (end - start) * Self.restFactor
          return nil
        }
        return progress.take()?.completion
      }
      if let completion, let reading { completion(reading) } else { proceed() }
    }
  }
}
