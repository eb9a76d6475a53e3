internal import RPCCodec

/// The list of campaigns as people read it, a line each. On a terminal every line fits: long names are cut, and where
/// that isn't enough, ends are left out, then stocks and starts. Output that is not for a terminal is whole.
struct CampaignTable {
  private enum Field: CaseIterable {
    case id, state, remaining, total, start, end, name
  }

  /// The columns that give way on a narrow terminal, one after the other; they are shown for one campaign, or in JSON.
  private static let dispensable: [Field] = [.end, .total, .start]

  /// Names are cut before a column is left out, but not below this.
  private static let leastName = 16

  let wording: Wording
  /// The terminal's columns; `nil`: nothing is cut.
  let columns: Int?

  func text(_ campaigns: [CampaignMessage]) -> String {
    guard !campaigns.isEmpty else { return wording.noCampaigns + "\n" }
    var fields = Field.allCases
    let rows = campaigns.map { campaign in fields.map { cell($0, of: campaign) } }
    let widths = fields.indices.map { index in
      rows.reduce(DisplayWidth.of(title(fields[index]))) { max($0, DisplayWidth.of($1[index])) }
    }
    let width = Dictionary(uniqueKeysWithValues: zip(fields, widths))
    guard let columns, let widestName = width[.name] else { return table(fields, rows) }
    func roomForName() -> Int {
      fields.reduce(columns) { $0 - ($1 == .name ? 0 : (width[$1] ?? 0) + TextTable.gap.count) }
    }
    for field in Self.dispensable where roomForName() < min(widestName, Self.leastName) {
      fields.removeAll { $0 == field }
    }
    let kept = Set(fields)
    let room = max(1, roomForName())
    return table(
      fields,
      rows.map { row in
        zip(Field.allCases, row).filter { kept.contains($0.0) }.map { field, cell in
          field == .name ? DisplayWidth.cut(cell, to: room) : cell
        }
      })
  }

  private func table(_ fields: [Field], _ rows: [[String]]) -> String {
    var table = TextTable(fields.map { .init(title: title($0), alignment: alignment($0)) })
    return table.page(rows, withTitles: true)
  }

  private func title(_ field: Field) -> String {
    switch field {
    case .id: "ID"
    case .state: wording.state
    case .remaining: wording.remaining
    case .total: wording.total
    case .start: wording.start
    case .end: wording.end
    case .name: wording.name
    }
  }

  private func alignment(_ field: Field) -> TextTable.Alignment {
    switch field {
    case .id, .remaining, .total: .right
    case .state, .start, .end, .name: .left
    }
  }

  private func cell(_ field: Field, of campaign: CampaignMessage) -> String {
    let view = CampaignView(wording: wording)
    return switch field {
    case .id: "\(campaign.id)"
    case .state: view.state(campaign.state)
    case .remaining: GroupedNumber.text(campaign.remainingCoupons)
    case .total: GroupedNumber.text(campaign.totalCoupons)
    case .start: view.time(campaign.startTime, absent: wording.never)
    case .end: view.time(campaign.endTime, absent: wording.never)
    case .name: PrintableText.escaped(campaign.name)
    }
  }
}
