import CampaignDomain

/// Lanes in which few wait share transactions: a coupon each would cost a transaction each.
extension IssueEngine.StateMachine {
  /// The lanes that the connection that came serves.
  enum LineBeginning: Equatable {
    case nobody
    /// One that is busy, or has nobody to share with: as if it had asked for the connection itself.
    case alone(CampaignID, Beginning)
    case shared
  }

  /// The consequences of a shared transaction's end.
  struct SharedEnd {
    var actions: [IssueEngine.Action] = []
    /// The connection is given back.
    var isLast = true
  }

  /// Asks for a connection for those in line, unless that is done or as many as may share run already: those who come
  /// meanwhile make the next one larger.
  mutating func requestLine() -> IssueEngine.Action? {
    guard !isLineRequested, let first = line.first, let lane = lanes.place(of: first) else { return nil }
    guard sharedCount < configuration.maximumSharedGroups || lanes[lane].isBusy else { return nil }
    isLineRequested = true
    return .requestSharedGroup
  }

  /// A connection is there for those in line: the first that may share go into `group`, as long as they have no more
  /// than a group's calls together. One that goes alone leaves its record in `record`. `action`: others are still in
  /// line.
  mutating func beginLine(
    taking group: inout SharedIssueGroup, record: inout LaneRecord, at now: ContinuousClock.Instant
  ) -> (beginning: LineBeginning, action: IssueEngine.Action?) {
    isLineRequested = false
    let limit = sharedSizing.limit(waiting: line.count, maximum: configuration.maximumGroupSize)
    guard let first = line.popFirst(), let lane = lanes.place(of: first) else { return (.nobody, nil) }
    var ids = [first]
    var callCount = lanes[lane].waiting.count
    if !lanes[lane].isBusy {
      while let next = line.first, let lane = lanes.place(of: next), !lanes[lane].isBusy,
        callCount + lanes[lane].waiting.count <= limit
      {
        _ = line.popFirst()
        ids.append(next)
        callCount += lanes[lane].waiting.count
      }
    }
    guard ids.count > 1 else {
      let beginning = begin(lane, first, taking: &record, at: now)
      return (.alone(first, beginning), requestLine())
    }
    sharedCount += 1
    sharedSizing.ended(callCount)
    for id in ids.sorted() {
      guard let lane = lanes.place(of: id) else { continue }
      lanes[lane].move(to: .running)
      group.add(id, calls: lanes[lane].waiting.take(limit: .max), record: lanes.takeRecord(lane))
    }
    return (.shared, requestLine())
  }

  /// A shared transaction is over: each lane goes on by itself. `isClosed`: the gate is, and nothing new is begun.
  mutating func endShared(
    _ group: inout SharedIssueGroup, isClosed: Bool = false, at now: ContinuousClock.Instant
  ) -> SharedEnd {
    var end = SharedEnd()
    for index in group.parts.indices {
      let id = group.parts[index].campaignID
      guard let lane = lanes.place(of: id) else { continue }
      lanes[lane].speed.groupEnded(calls: group.callCount, at: now)
      if group.parts[index].hold != nil { lanes[lane].heldCount += group.parts[index].answers.count }
      if let reading = lanes[lane].reading.take() { group.records[index].holders.endReading(reading) }
      lanes[lane].waiting.putBack(group.waitingAgain[index])
      let action = leave(
        &group.records[index], of: id, .locked, alone: group.fates[index] == .goesAlone, at: now)
      if let action { end.actions.append(action) }
    }
    sharedCount -= 1
    end.isLast = group.isDisconnected || isClosed || isConnectionWanted || line.isEmpty
    if end.isLast, let action = requestLine() { end.actions.append(action) }
    return end
  }
}
