import CLibPQ
import Glibc

/// A connection for changes ends when its server takes none any more: the sessions stay where a server is demoted
/// without a restart, and would be refused for ever.
extension PostgresConnection {
  /// Polls a server that doesn't report it by itself.
  private static let readOnlyQuery = PostgresStatement("read_only", "SELECT \(isReadOnly)")

  /// 1 where the server takes no changes, else 0.
  static let isReadOnly = "(pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean)::int"

  /// Begins with a new connection. Throws `.readOnly` where the server is, and must not be. `report` is what the
  /// server's version has, unless told.
  func begin(_ configuration: PostgresConfiguration, report: ReadOnlyReport? = nil) throws(PostgresError) {
    liveness = configuration.liveness
    guard configuration.needsReadWrite else { return }
    readOnlyReport = report ?? ReadOnlyReport(serverVersion: PQserverVersion(pointer))
    if readOnlyReport == .polled { try prepare([Self.readOnlyQuery], within: liveness.probeTimeout) }
    try probe()
  }

  /// A liveness probe: asks the server whether it is there, and still serves the purpose. Throws where not, or where it
  /// doesn't answer in time.
  func probe() throws(PostgresError) {
    if readOnlyReport == .polled {
      let answer = try pipeline([PostgresCommand(Self.readOnlyQuery)], within: liveness.probeTimeout)
      try endIfReadOnly(answer[0].int32(0, 0))
    } else {
      try synchronize()
    }
  }

  /// The time at which it has to be probed, unless the server is heard of until then.
  var nextProbe: ContinuousClock.Instant { heardAt + liveness.probeInterval }

  /// Ends the connection where an answer to `isReadOnly` says so.
  func endIfReadOnly(_ answer: Int32) throws(PostgresError) {
    guard answer != 0 else { return }
    let error = PostgresError.readOnly(
      setting: "it is in recovery, or default_transaction_read_only is on", host: host)
    end(error)
    throw error
  }

  /// The setting by which the server said that it takes no changes (`ReadOnlyReport.pushed`); `nil`: it takes them, or
  /// need not.
  var readOnlySetting: String? {
    guard readOnlyReport == .pushed else { return nil }
    if isOn("in_hot_standby") { return "in_hot_standby is on" }
    if isOn("default_transaction_read_only") { return "default_transaction_read_only is on" }
    return nil
  }

  /// The reason why the server is not what this session is for any more, by what it reports of itself: it takes no
  /// changes, or was a standby when the session began and was promoted since, so that `identity` is outdated.
  var changeOfRole: PostgresError? {
    if let setting = readOnlySetting { return .readOnly(setting: setting, host: host) }
    if settings.isInRecovery, reports("in_hot_standby", "off") { return .connectionLost("the standby was promoted") }
    return nil
  }

  private func isOn(_ parameter: StaticString) -> Bool { reports(parameter, "on") }

  /// False also where the server doesn't report the parameter.
  private func reports(_ parameter: StaticString, _ expected: StaticString) -> Bool {
    parameter.withCString { parameter in
      guard let value = PQparameterStatus(pointer, parameter) else { return false }
      return expected.withCString { strcmp(value, $0) == 0 }
    }
  }
}

/// The way in which a session learns that its server takes no changes.
enum ReadOnlyReport {
  /// The server reports it whenever it changes (PostgreSQL 14 and later).
  case pushed
  /// It has to be polled.
  case polled

  /// `serverVersion` as libpq has it: 140005 is 14.5.
  init(serverVersion: Int32) {
    self = serverVersion >= 140_000 ? .pushed : .polled
  }
}

extension StaticString {
  /// Its bytes as C has them, with the zero behind them; no copy is made.
  fileprivate func withCString<Value>(_ body: (UnsafePointer<CChar>) -> Value) -> Value {
    utf8Start.withMemoryRebound(to: CChar.self, capacity: utf8CodeUnitCount + 1, body)
  }
}
