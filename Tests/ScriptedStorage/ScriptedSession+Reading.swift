package import CampaignApplication
package import CampaignDomain

/// Pages, listings and agendas.
extension ScriptedSession {
  package func page(of id: CampaignID, after sequence: Int64, limit: Int) throws(RepositoryError) -> Held<CampaignPage>?
  {
    try take(.page)
    let page = script { script -> CampaignPage? in
      guard let campaign = script.campaigns[id] else { return nil }
      let coupons = script.coupons.map(\.coupon).filter { $0.campaignID == id && $0.sequence > sequence }
      return CampaignPage(campaign: campaign, coupons: Array(coupons.prefix(limit)))
    }
    return page.map { held($0, telling: [.campaign($0.campaign)]) }
  }

  package func campaigns(before id: CampaignID?, limit: Int) throws(RepositoryError) -> Held<[ListedCampaign]> {
    try take(.campaigns)
    let page = script { script -> [ListedCampaign] in
      let found = script.campaigns.values.filter { campaign in id.map { campaign.id < $0 } ?? true }
      return found.sorted { $0.id > $1.id }.prefix(limit).map { campaign in
        script.faults[campaign.id].map { .fault(campaign.id, $0) } ?? .campaign(campaign)
      }
    }
    return held(page, telling: [])
  }

  package func existing(_ ids: [CampaignID]) throws(RepositoryError) -> Set<CampaignID> {
    try take(.existing)
    return script { script in Set(ids.filter { script.campaigns[$0] != nil }) }
  }

  package func agenda(of event: CampaignEvent, _ request: AgendaRequest) throws(RepositoryError) -> CampaignAgenda {
    try take(.agenda)
    return script { script -> CampaignAgenda in
      script.agendaRequests.append(request)
      let due = script.campaigns.values.filter { campaign in
        switch event {
        case .start: campaign.isDueToOpen(at: script.now)
        case .end: campaign.state != .closed && campaign.isOver(at: script.now)
        }
      }
      let ids = due.map(\.id).filter { !request.excluded.contains($0) }.sorted()
      let held = ids.filter { script.heldRows.contains($0) && !request.excludedHeld.contains($0) }
      return CampaignAgenda(
        due: Array(ids.filter { !script.heldRows.contains($0) }.prefix(request.limit)),
        held: Array(held.prefix(request.heldLimit)), untilNext: script.untilNext)
    }
  }
}
