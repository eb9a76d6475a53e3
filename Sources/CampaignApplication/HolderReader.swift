import CampaignDomain
import Synchronization

/// Reads who holds coupons of a campaign without its lock, a page at a time, so that a server that comes late to a large
/// campaign (a restart, a second server) learns its millions of holders while it issues.
///
/// What is read without the lock has no holes: sequences are given under the lock, and the next one only when the coupon
/// before is committed, so that each snapshot has all of them up to the last it has.
final class HolderReader: Sendable {
  private struct Progress {
    let campaignID: CampaignID
    var reading: HolderReading
    /// When the next page may be read while coupons are issued; nil: one is being read.
    var nextPageTime: ContinuousClock.Instant?
    let isIdle: @Sendable () -> Bool
    let completion: @Sendable (HolderReading) -> Void
  }

  /// A page is read, and for so many times as long none is, as long as coupons are issued.
  private static let restFactor = 3

  private let database: any CampaignDatabase
  /// One campaign is read at a time. The reading grows in place: a copy for each page would be one of everybody who was
  /// read before.
  private let progress = Mutex<Progress?>(nil)

  init(database: any CampaignDatabase) {
    self.database = database
  }

  /// Reads on from `reading` until less than a page is left, which is read with the lock, and hands over what it has then,
  /// or had when something failed. `isIdle` tells whether nobody waits for a coupon, of whatever campaign. False: another
  /// campaign is being read, and nothing is done.
  func begin(
    _ id: CampaignID, from reading: HolderReading, isIdle: @escaping @Sendable () -> Bool,
    completion: @escaping @Sendable (HolderReading) -> Void
  ) -> Bool {
    let isFree = progress.withLock { progress in
      guard progress == nil else { return false }
      progress = Progress(campaignID: id, reading: reading, isIdle: isIdle, completion: completion)
      return true
    }
    if isFree { readPage(of: id, behind: reading.throughSequence) }
    return isFree
  }

  /// A group ended: the next page is read, if it may be by now. Without groups it is read at once.
  func proceed(at now: ContinuousClock.Instant) {
    // Whoever adds a page just now looks again behind it: no group waits for that. What is asked takes a lock of its own.
    let question = progress.withLockIfAvailable { $0?.nextPageTime == nil ? nil : $0?.isIdle }
    guard let isIdle = question??() else { return }
    let next = progress.withLock { progress -> (id: CampaignID, sequence: Int64)? in
      guard let rested = progress, let time = rested.nextPageTime, isIdle || now >= time else { return nil }
      progress?.nextPageTime = nil
      return (rested.campaignID, rested.reading.throughSequence)
    }
    if let next { readPage(of: next.id, behind: next.sequence) }
  }

  private func readPage(of id: CampaignID, behind sequence: Int64) {
    database.perform { [self] session in
      let start = ContinuousClock.now
      do throws(RepositoryError) {
        let (_, page) = try session.get().read(LockRequest(id, holdersAfter: sequence))
        let isAdded = progress.withLock { progress in
          guard let page, progress?.reading.add(page) == true else { return false }
          let end = ContinuousClock.now
          progress?.nextPageTime = end + (end - start) * Self.restFactor
          return true
        }
        if isAdded { return proceed(at: .now) }
      } catch {
        // Whoever is still behind then begins again from where this one ended.
      }
      guard let ended = progress.withLock({ $0.take() }) else { return }
      ended.completion(ended.reading)
    }
  }
}

/// Who holds the coupons of a campaign up to a sequence.
struct HolderReading: Sendable {
  private(set) var hashes: HolderSet
  private(set) var throughSequence: Int64

  init(hashes: HolderSet, throughSequence: Int64) {
    self.hashes = hashes
    self.throughSequence = throughSequence
  }

  /// Adds those of the next sequences. False: they were fewer than are read at once, and were not added.
  mutating func add(_ page: RecentHolders) -> Bool {
    guard let sequence = page.throughSequence else { return false }
    hashes.insert(page)
    throughSequence = sequence
    return true
  }
}
