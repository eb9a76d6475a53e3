/// Tells a saved state of a campaign's row from every other one, also where a database was set back and came to the
/// same counts again by other ways. 128 bits, random ones: no two saves have the same.
public struct RowStamp: Hashable, Sendable {
  /// Kept by each save. An operator who changes coupons by SQL gives the row another one (docs/operations.md): nothing
  /// that was known of its coupons holds any more.
  public let history: UInt64
  /// New with each save.
  public let save: UInt64

  /// A stamp as it was read. Without numbers it is that of a row that was saved before there were stamps, and of a
  /// campaign that was not saved yet.
  public init(history: UInt64 = 0, save: UInt64 = 0) {
    self.history = history
    self.save = save
  }

  /// The stamp of a row that is saved for the first time. `generator` must be a good source: two saves with the same
  /// number would be taken for one.
  public static func new(using generator: inout some RandomNumberGenerator) -> RowStamp {
    RowStamp(history: generator.next(), save: generator.next())
  }

  /// The stamp of the same row, saved once more.
  public func next(using generator: inout some RandomNumberGenerator) -> RowStamp {
    RowStamp(history: history, save: generator.next())
  }
}
