/// The numbered SQL files of this folder, embedded in the programs. A file that was released is never changed: the
/// database keeps its checksum.
public struct CampaignMigration: Sendable {
  /// 1, 2, 3…
  public let version: Int32
  /// The file's name without its number and ending.
  public let name: String
  /// The file's bytes.
  public let script: [UInt8]

  /// All migrations in order.
  public static let all: [CampaignMigration] = [
    CampaignMigration(version: 1, name: "campaigns", script: PackageResources._001_campaigns_sql),
    CampaignMigration(version: 2, name: "campaign_stamp", script: PackageResources._002_campaign_stamp_sql),
    CampaignMigration(version: 3, name: "queue", script: PackageResources._003_queue_sql),
    CampaignMigration(version: 4, name: "delivery", script: PackageResources._004_delivery_sql),
  ]
}
