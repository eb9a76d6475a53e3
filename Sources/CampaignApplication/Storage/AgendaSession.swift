public import CampaignDomain

/// Sessions for the scheduler.
public protocol AgendaDatabase: SessionPool where Session: AgendaSession {}

/// Finds the campaigns whose time has come, and changes them.
public protocol AgendaSession: IssueSession {
  /// The campaigns whose start or end has come by the database's clock, and the time until the next event.
  func agenda(of event: CampaignEvent, _ request: AgendaRequest) throws(RepositoryError) -> CampaignAgenda
}

/// The events by which the clock changes a campaign.
public enum CampaignEvent: Hashable, Sendable, CaseIterable {
  /// A SCHEDULED campaign's start comes.
  case start
  /// The end of a campaign that is not closed comes.
  case end

  /// True when it has not been recorded of a campaign yet, though its time may have come.
  public func isAhead(of campaign: Campaign) -> Bool {
    switch self {
    case .start: campaign.state == .scheduled
    case .end: campaign.state != .closed
    }
  }
}

/// The part of an agenda that is read.
public struct AgendaRequest: Hashable, Sendable {
  /// The most campaigns whose row is free.
  public var limit: Int
  /// The most campaigns whose row somebody holds.
  public var heldLimit: Int
  /// The campaigns left out of free and held ones alike: they could not be changed, and wait.
  public var excluded: [CampaignID]
  /// The campaigns left out of the held ones: their turn was a moment ago.
  public var excludedHeld: [CampaignID]

  /// Nothing is left out unless told.
  public init(
    limit: Int, heldLimit: Int = 0, excluded: [CampaignID] = [], excludedHeld: [CampaignID] = []
  ) {
    self.limit = limit
    self.heldLimit = heldLimit
    self.excluded = excluded
    self.excludedHeld = excludedHeld
  }
}

/// The work that one kind of event makes for the scheduler.
public struct CampaignAgenda: Hashable, Sendable {
  /// The longest due first, of those whose row nobody held at that moment.
  public let due: [CampaignID]
  /// The longest due first, of the others: those whose row somebody held, and free ones beyond the limit.
  public let held: [CampaignID]
  /// The time until the next event after those that are due; `nil`: none comes within a day.
  public let untilNext: Duration?

  /// Made by a session.
  public init(due: [CampaignID], held: [CampaignID] = [], untilNext: Duration?) {
    self.due = due
    self.held = held
    self.untilNext = untilNext
  }
}
