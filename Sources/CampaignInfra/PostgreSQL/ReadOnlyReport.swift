/// The way in which a session learns that its server takes no changes.
enum ReadOnlyReport {
  /// The server tells by itself whenever it changes (PostgreSQL 14 and later).
  case told
  /// It has to be asked.
  case asked

  /// `serverVersion` as libpq has it: 140005 is 14.5.
  init(serverVersion: Int32) {
    self = serverVersion >= 140_000 ? .told : .asked
  }
}
