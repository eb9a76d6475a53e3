import CampaignDomain

/// Takes in what was read.
extension RequestWaiting {
  /// The requests that were asked for are read, or could not be: returns those who are answered by it.
  mutating func deliver(
    requests result: Result<[FoundRow<RequestID, FoundRequest>], RepositoryError>, at now: Instant
  ) -> [Answer] {
    let asked = reading
    reading = []
    switch result {
    case .failure(let error):
      noteReading(error, at: now)
      unread.putBack(asked)
      return answerUnseen(asked)
    case .success(let rows):
      noteReading(nil, at: now)
      var found: [RequestID: FoundRow<RequestID, FoundRequest>] = [:]
      for row in rows { found[row.requestID] = row }
      return asked.compactMap { id in
        guard let request = callers[id]?.requestID else { return nil }
        switch found[request] {
        case nil: return answer(id, .failure(.requestNotFound(request.description)))
        case .fault(_, let text): return answer(id, .failure(.internalFault(text)))
        case .found(let row): return see(row, id, at: now)
        }
      }
    }
  }

  /// The lines that were asked for are read, or could not be.
  mutating func deliver(
    lines asked: [CampaignID], _ result: Result<[FoundRow<CampaignID, CampaignQueue>], RepositoryError>,
    at now: Instant
  ) -> [Answer] {
    let rows: [FoundRow<CampaignID, CampaignQueue>]
    switch result {
    case .failure(let error):
      noteReading(error, at: now)
      return []
    case .success(let success): rows = success
    }
    noteReading(nil, at: now)
    var answers: [Answer] = []
    var gone = Set(asked)
    for row in rows {
      switch row {
      case .found(let queue):
        gone.remove(queue.campaignID)
        pass(queue)
      case .fault(let campaign, let text):
        gone.remove(campaign)
        answers += callersInLine(campaign).compactMap { answer($0, .failure(.internalFault(text))) }
      }
    }
    // Their entries went, too, or are there for another look.
    for campaign in gone { callersInLine(campaign).forEach { requeue($0) } }
    return answers
  }

  /// Has those read whose ticket was passed. Where `served` stands as before, nobody's was.
  private mutating func pass(_ queue: CampaignQueue) {
    guard let line = lines[queue.campaignID], line.served != queue.served else { return }
    lines[queue.campaignID]?.served = queue.served
    let passed = line.tickets.filter { $0.value <= queue.served }
    for id in passed.keys.sorted() { requeue(id) }
  }

  private func callersInLine(_ campaign: CampaignID) -> [CallerID] { lines[campaign]?.tickets.keys.sorted() ?? [] }

  /// A caller's request was read: answers it where it has ended or no time is left.
  private mutating func see(_ row: FoundRequest, _ id: CallerID, at now: Instant) -> Answer? {
    guard let caller = callers[id] else { return nil }
    if row.view.status.isEnd || isDue(caller, at: now) { return answer(id, .success(row.view)) }
    if let ticket = row.entry.ticket, ticket > row.queue.served {
      let campaign = row.entry.campaignID
      lines[campaign, default: Line(served: row.queue.served)].tickets[id] = ticket
      update(id) { ($0.seen, $0.place) = (row.view, .inLine(campaign)) }
    } else {
      update(id) { ($0.seen, $0.place) = (row.view, .setAside) }
      setAside.append(id)
    }
    return nil
  }

  /// The database fails while the server stops: nobody waits for it.
  private mutating func answerUnseen(_ ids: [CallerID]) -> [Answer] {
    guard isDraining, let failure else { return [] }
    return ids.compactMap { answer($0, .failure(failure)) }
  }
}

extension FoundRow<RequestID, FoundRequest> {
  fileprivate var requestID: RequestID {
    switch self {
    case .found(let request): request.entry.requestID
    case .fault(let id, _): id
    }
  }
}
