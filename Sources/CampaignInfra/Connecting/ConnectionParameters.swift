import CLibPQ

/// The parameters of a connection: what the URL says, else a service file, else the environment, else we, else libpq.
struct ConnectionParameters {
  private let values: [String: String]

  /// Throws what contradicts itself. Reads the environment and, where one is named, the service file.
  init(_ configuration: PostgresConfiguration) throws(ConnectFailure) {
    var values = try Self.known(of: configuration.url)
    // None of these has a default of libpq's: what is there was chosen by somebody.
    let ours = [
      "tcp_user_timeout": "\(configuration.tcpUserTimeout.milliseconds)", "keepalives_idle": "5",
      "keepalives_interval": "1", "keepalives_count": "3",
    ]
    values.merge(ours) { chosen, _ in chosen }
    values["fallback_application_name"] = configuration.applicationName
    values["client_encoding"] = "UTF8"
    self.values = values
    hostTimeout = try Self.timeout(values["connect_timeout"]) ?? configuration.connectTimeout
  }

  /// The time limit of each address of each host.
  let hostTimeout: Duration

  func hosts() throws(ConnectFailure) -> [DatabaseHost] {
    let hosts = try DatabaseHost.list(
      names: values["host"] ?? "", addresses: values["hostaddr"] ?? "", ports: values["port"] ?? "")
    return isBalanced ? hosts.shuffled() : hosts
  }

  /// True where libpq (from 16 on) was asked to spread connections over hosts and addresses.
  var isBalanced: Bool { values["load_balance_hosts"] == "random" }

  func passes(for access: PostgresAccess, hostCount: Int) throws(ConnectFailure) -> [SessionRequirement] {
    let attributes = values["target_session_attrs"] ?? ""
    guard let passes = SessionRequirement.passes(for: access, attributes: attributes, hostCount: hostCount) else {
      throw ConnectFailure(.misconfigured, "target_session_attrs is none of libpq's words for it")
    }
    return passes
  }

  /// Everything that libpq is told to connect to one address of one host.
  func options(for host: DatabaseHost, address: String) -> [(String, String)] {
    // Options that name places are replaced; those that we carry out ourselves, and the service, whose values are here,
    // go.
    let ours = [
      "host", "hostaddr", "port", "service", "connect_timeout", "target_session_attrs", "load_balance_hosts",
    ]
    let places = [
      ("host", host.name), ("hostaddr", address), ("port", host.port), ("target_session_attrs", "any"),
    ]
    return values.filter { !ours.contains($0.key) }.map { ($0.key, $0.value) } + places.filter { !$0.1.isEmpty }
  }

  /// libpq's rules: seconds, 1 counts as 2, and none or less is no limit. Every wait of ours has one.
  private static func timeout(_ text: String?) throws(ConnectFailure) -> Duration? {
    guard let text else { return nil }
    guard let seconds = Int(text.filter { !$0.isWhitespace }) else {
      throw ConnectFailure(.misconfigured, "connect_timeout has to be a number of seconds")
    }
    return .seconds(seconds <= 0 ? longestTimeout : min(longestTimeout, max(2, seconds)))
  }

  private static let longestTimeout = 600
}

extension ConnectionParameters {
  /// The values that are known without us.
  private static func known(of url: DatabaseURL) throws(ConnectFailure) -> [String: String] {
    guard let options = PQconninfoParse(url.text, nil) else {
      throw ConnectFailure(.misconfigured, "libpq does not take the URL")
    }
    defer { PQconninfoFree(options) }
    let own = ConnectionOptionList.values(of: options)
    // libpq fills in the service of the environment by itself, but that of a URL only where it connects.
    if own["service"] != nil { return try withService(url) }
    guard let defaults = PQconndefaults() else { throw ConnectFailure(.misconfigured, "libpq has no memory") }
    defer { PQconninfoFree(defaults) }
    return ConnectionOptionList.values(of: defaults).merging(own) { _, own in own }
  }

  /// The values of a URL that names a service. libpq reads the file as part of connecting, so it is asked to connect
  /// with a value that it refuses once it has read the file and before it does anything else; what it read is asked for
  /// then. Two values take turns in being the wrong one, so that none is missed.
  private static func withService(_ url: DatabaseURL) throws(ConnectFailure) -> [String: String] {
    var values = try values(of: url, breaking: "gssencmode")
    values["gssencmode"] = try Self.values(of: url, breaking: "target_session_attrs")["gssencmode"]
    return values
  }

  private static func values(of url: DatabaseURL, breaking name: String) throws(ConnectFailure) -> [String: String] {
    let wrong = "seonchak"
    let connection = ConnectionOptionList.start([("dbname", url.text), (name, wrong)], expandsDatabase: true)
    defer { PQfinish(connection) }
    guard let connection, let options = PQconninfo(connection) else {
      throw ConnectFailure(.misconfigured, "libpq has no memory")
    }
    defer { PQconninfoFree(options) }
    let values = ConnectionOptionList.values(of: options)
    guard values[name] == wrong else {
      throw ConnectFailure(.misconfigured, ConnectErrorText(String(cString: PQerrorMessage(connection))).reason)
    }
    return values
  }
}
