internal import RPCCodec

/// A campaign as people read it.
struct CampaignView {
  let wording: Wording

  /// `Campaign 12` with its fields below.
  func text(_ campaign: CampaignMessage) -> String {
    "\(wording.campaign) \(campaign.id)\n"
      + FieldList.text([
        (wording.name, PrintableText.escaped(campaign.name)),
        (wording.state, state(campaign.state)),
        (wording.total, GroupedNumber.text(campaign.totalCoupons)),
        (wording.issued, GroupedNumber.text(campaign.issuedCoupons)),
        (wording.remaining, GroupedNumber.text(campaign.remainingCoupons)),
        (wording.perUser, campaign.perUserLimit == 0 ? wording.noLimit : GroupedNumber.text(campaign.perUserLimit)),
        (wording.start, time(campaign.startTime, absent: wording.unknown)),
        (wording.end, time(campaign.endTime, absent: wording.never)),
        (wording.opened, time(campaign.openedTime, absent: wording.notYet)),
        (wording.created, time(campaign.createTime, absent: wording.unknown)),
      ])
  }

  /// A line for each campaign; names come last, because they are of any length.
  func table(_ campaigns: [CampaignMessage]) -> String {
    guard !campaigns.isEmpty else { return wording.noCampaigns + "\n" }
    var table = TextTable([
      .init(title: "ID", alignment: .right), .init(title: wording.state),
      .init(title: wording.remaining, alignment: .right), .init(title: wording.total, alignment: .right),
      .init(title: wording.start), .init(title: wording.end), .init(title: wording.name),
    ])
    let rows = campaigns.map { campaign in
      [
        "\(campaign.id)", state(campaign.state), GroupedNumber.text(campaign.remainingCoupons),
        GroupedNumber.text(campaign.totalCoupons), time(campaign.startTime, absent: wording.unknown),
        time(campaign.endTime, absent: wording.never), PrintableText.escaped(campaign.name),
      ]
    }
    return table.page(rows, withTitles: true)
  }

  private func state(_ state: CampaignStateMessage) -> String {
    switch state {
    case .scheduled: wording.stateScheduled
    case .open: wording.stateOpen
    case .paused: wording.statePaused
    case .closed: wording.stateClosed
    default: "\(wording.unknown) (\(state.rawValue))"
    }
  }

  private func time(_ time: ProtobufTimestamp?, absent: String) -> String {
    time.map { LocalTime.text($0) } ?? absent
  }
}
