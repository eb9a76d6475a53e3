extension Campaign {
  /// SCHEDULED → OPEN when the start has come. `nil`: there is nothing to do.
  public func opened(at now: Timestamp, by actor: String) -> CampaignChange? {
    var change = CampaignChange(of: self)
    change.openIfDue(at: now, by: actor)
    return change.transitions.isEmpty ? nil : change
  }

  /// OPEN → PAUSED. `nil`: it is paused already. Refused before the start and after the end.
  public func paused(at now: Timestamp, by actor: String) throws(CampaignRefusal) -> CampaignChange? {
    try moved(to: .paused, at: now, by: actor)
  }

  /// PAUSED → OPEN. `nil`: it is open already. Refused before the start and after the end.
  public func resumed(at now: Timestamp, by actor: String) throws(CampaignRefusal) -> CampaignChange? {
    try moved(to: .open, at: now, by: actor)
  }

  /// Any state → CLOSED. `nil`: it is closed already.
  public func closed(at now: Timestamp, by actor: String) -> CampaignChange? {
    guard state != .closed else { return nil }
    var change = CampaignChange(of: self)
    change.openIfDue(at: now, by: actor)
    change.move(to: .closed, at: now, by: actor, plannedFor: nil)
    return change
  }

  /// Any state → CLOSED when the end has come. `nil`: there is nothing to do.
  public func ended(at now: Timestamp, by actor: String) -> CampaignChange? {
    guard state != .closed, let endTime, now >= endTime else { return nil }
    var change = CampaignChange(of: self)
    change.move(to: .closed, at: now, by: actor, plannedFor: endTime)
    return change
  }

  private func moved(
    to target: CampaignState, at now: Timestamp, by actor: String
  ) throws(CampaignRefusal) -> CampaignChange? {
    // A repeat changes nothing, whatever the time.
    if state == target { return nil }
    guard !isOver(at: now) else { throw .closed }
    var change = CampaignChange(of: self)
    change.openIfDue(at: now, by: actor)
    guard change.campaign.state != .scheduled else { throw notStarted(at: now) }
    // Resuming a campaign that this opening has just opened is done by that.
    if change.campaign.state != target { change.move(to: target, at: now, by: actor, plannedFor: nil) }
    return change.transitions.isEmpty ? nil : change
  }
}

extension Campaign {
  /// The campaign with this stock, all of it left. `nil`: it has that number already, whatever its state. Refused once
  /// a coupon was issued, and when it is over.
  public func stocked(with count: Int64, at now: Timestamp) throws(CampaignRefusal) -> CampaignChange? {
    if totalCoupons == count { return nil }
    if isOver(at: now) { throw .closed }
    guard lastSequence == 0 else { throw .stockInUse }
    var change = CampaignChange(of: self)
    change.campaign.totalCoupons = count
    change.campaign.remainingCoupons = count
    change.isStockChanged = true
    return change
  }
}
