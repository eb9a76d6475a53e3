internal import RPCCodec

/// The list of campaigns as people read it, a line each. On a terminal every line fits: long names are cut, and where
/// that isn't enough, ends are left out, then stocks and starts. Output that is not for a terminal is whole.
struct CampaignTable {
  private struct Column {
    var title: String
    var alignment = TextTable.Alignment.left
    /// The place among the columns that give way on a narrow terminal, one after the other: they are shown for one
    /// campaign, or in JSON. `nil`: it stays.
    var givesWay: Int?
    var cells: [String]

    var width: Int { cells.reduce(DisplayWidth.of(title)) { max($0, DisplayWidth.of($1)) } }
  }

  /// Names are cut before a column is left out, but not below this.
  private static let leastName = 16

  let wording: Wording
  /// The terminal's columns; `nil`: nothing is cut.
  let columns: Int?

  func text(_ campaigns: [CampaignMessage]) -> String {
    guard !campaigns.isEmpty else { return wording.noCampaigns + "\n" }
    var shown = allButNames(campaigns)
    var names = Column(title: wording.name, cells: campaigns.map { PrintableText.escaped($0.name) })
    if let columns {
      func roomForName() -> Int { shown.reduce(columns) { $0 - $1.width - TextTable.gap.count } }
      for place in 1...3 where roomForName() < min(names.width, Self.leastName) {
        shown.removeAll { $0.givesWay == place }
      }
      let room = max(1, roomForName())
      names.cells = names.cells.map { DisplayWidth.cut($0, to: room) }
    }
    shown.append(names)
    var table = TextTable(shown.map { .init(title: $0.title, alignment: $0.alignment) })
    return table.page(campaigns.indices.map { row in shown.map { $0.cells[row] } }, withTitles: true)
  }

  private func allButNames(_ campaigns: [CampaignMessage]) -> [Column] {
    let view = CampaignView(wording: wording)
    return [
      Column(title: "ID", alignment: .right, cells: campaigns.map { "\($0.id)" }),
      Column(title: wording.state, cells: campaigns.map { view.state($0.state) }),
      Column(
        title: wording.remaining, alignment: .right, cells: campaigns.map { GroupedNumber.text($0.remainingCoupons) }),
      Column(
        title: wording.total, alignment: .right, givesWay: 2,
        cells: campaigns.map { GroupedNumber.text($0.totalCoupons) }),
      Column(
        title: wording.start, givesWay: 3, cells: campaigns.map { view.time($0.startTime, absent: wording.never) }),
      Column(title: wording.end, givesWay: 1, cells: campaigns.map { view.time($0.endTime, absent: wording.never) }),
    ]
  }
}
