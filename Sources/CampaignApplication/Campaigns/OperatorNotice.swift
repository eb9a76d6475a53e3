public import CampaignDomain

/// Something in the database that an operator should correct, though the call that met it goes on.
public enum OperatorNotice: Hashable, Sendable, CustomStringConvertible {
  /// A campaign's row holds what no campaign can have. A listing went on without it.
  case campaignLeftOut(CampaignID, fault: String)
  /// The sequence of ids gave one that a campaign has, as after a restore that left it behind.
  case campaignIDTaken(CampaignID?)
  /// A compensation's row holds what none can have. A listing went on without it.
  case compensationLeftOut(Int64, fault: String)

  /// One line for the log: what was met, and what to do.
  public var description: String {
    switch self {
    case .campaignLeftOut(_, let fault):
      "a listing leaves a campaign out: \(fault)"
    case .campaignIDTaken(let id):
      "the sequence of campaign ids lies behind the rows\(id.map { " (it gave \($0))" } ?? ""): run SELECT "
        + "setval(pg_get_serial_sequence('campaigns', 'id'), (SELECT max(id) FROM campaigns))"
    case .compensationLeftOut(_, let fault):
      "a listing leaves a compensation out: \(fault)"
    }
  }
}

/// Hears of what an operator should correct. Called on a connection's thread; must not block.
public typealias OperatorReport = @Sendable (OperatorNotice) -> Void
