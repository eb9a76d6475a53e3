internal import CampaignInfra
import RPCCodec

/// The state of the schema as people read it.
struct MigrationView {
  let wording: Wording

  func text(_ status: SchemaStatus) -> String {
    var table = TextTable([
      .init(title: wording.version, alignment: .right), .init(title: wording.state), .init(title: wording.name),
    ])
    let rows =
      status.applied.map { ["\($0.version)", wording.applied, PrintableText.escaped($0.name)] }
      + status.pending.map { ["\($0.version)", wording.pending, PrintableText.escaped($0.name)] }
    let verdict =
      switch status.verdict {
      case .current: wording.schemaUpToDate + "\n"
      case .behind: wording.migrationsPending(status.pending.count) + "\n"
      case .unknown: ""
      }
    return table.page(rows, withTitles: true) + verdict
  }
}
