package import NIOCore
package import RPCCodec

/// Finds the campaign's start on this machine's monotonic clock.
///
/// A campaign starts by the database's clock, and of all answers only that of its creation tells that clock's time. For
/// a campaign that was there before, the start is taken from this machine's wall clock, which is right when both run on
/// one host or keep their clocks together by NTP, and early or late by as much as the two differ otherwise: early
/// requests then end as `CAMPAIGN_NOT_STARTED`.
package enum StartClock {
  /// The time at which the campaign starts; a campaign without a start time, or with one that is past, starts now.
  static func deadline(
    of start: ProtobufTimestamp?, wallClock: ProtobufTimestamp, monotonicClock: NIODeadline
  ) -> NIODeadline {
    guard let start, wallClock.isBefore(start) else { return monotonicClock }
    let nanoseconds =
      (Int128(start.seconds) - Int128(wallClock.seconds)) * 1_000_000_000 + Int128(start.nanos)
      - Int128(wallClock.nanos)
    return monotonicClock + .nanoseconds(Int64(clamping: nanoseconds))
  }

  /// The time at which the campaign starts, seen from now. Asked again while waiting, it follows a wall clock that is
  /// set.
  static func deadline(of start: ProtobufTimestamp?) -> NIODeadline {
    deadline(of: start, wallClock: .wallClock, monotonicClock: .now())
  }

  /// The start of a campaign whose creation was answered at a point in time: never before its start by the database's
  /// clock, and after it by no more than the answer took, however far that clock is from this machine's. `nil`: the
  /// answer names no times.
  package static func deadline(ofCreated campaign: CampaignMessage, answeredAt answered: NIODeadline) -> NIODeadline? {
    guard let created = campaign.createTime, let start = campaign.startTime else { return nil }
    // The database's clock had passed the time of the creation when the answer came.
    return deadline(of: start, wallClock: created, monotonicClock: answered)
  }

  /// The time that this machine's wall clock shows at a point in time, to the microsecond.
  static func wallClockTime(of deadline: NIODeadline) -> ProtobufTimestamp {
    // No overflow: a deadline is less than three centuries away.
    let now = ProtobufTimestamp.wallClock.microsecondsSinceEpoch ?? 0
    return ProtobufTimestamp(microsecondsSinceEpoch: now + (deadline - NIODeadline.now()).nanoseconds / 1_000)
  }
}
