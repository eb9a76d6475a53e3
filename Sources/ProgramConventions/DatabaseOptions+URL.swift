import ArgumentParser
public import CampaignInfra

extension DatabaseOptions {
  /// The database, or a usage error that says how to name one.
  public func url() throws -> DatabaseURL {
    do {
      return try DatabaseURL(requiredURL())
    } catch let fault as DatabaseURLError {
      throw ValidationError(
        """
        --database-url (or DATABASE_URL) can't be read: \(fault.reason); \
        expected a URI such as postgresql://user@127.0.0.1:5432/campaigns
        """)
    }
  }
}
