/// Connects to the first host of a configuration's URL that is what is needed. libpq connects to one address at a time;
/// the hosts are gone through here, because libpq keeps no deadline where it doesn't block, can't be interrupted where
/// it does, and gives no SQLSTATE in either way. In what order hosts and addresses come is libpq's rule (PostgreSQL
/// documentation, section 34.1.1.3).
struct PostgresConnector {
  /// The hosts, the purpose of the session, and the time limits.
  let configuration: PostgresConfiguration
  /// The time to give up, whatever each host may take.
  let deadline: ContinuousClock.Instant?
  /// Ends the search, and every later wait on the connection.
  let interruption: Interruption?
  /// True to take any host that answers, read-only ones too, whatever the URL's target_session_attrs says.
  var takesAnyHost = false

  /// Connects and sets what every session of ours has. Blocks: for each address of each host the URL's connect_timeout,
  /// or the configuration's, and once the time limit of an answer. Throws `.cannotConnect`.
  func connect() throws(PostgresError) -> PostgresConnection {
    do throws(ConnectFailure) { return try search() } catch { throw .cannotConnect(error) }
  }

  private func search() throws(ConnectFailure) -> PostgresConnection {
    let parameters = try ConnectionParameters(configuration)
    let hosts = try parameters.hosts()
    let passes = takesAnyHost ? [.any] : try parameters.passes(for: configuration.access, hostCount: hosts.count)
    var failed: [ConnectFailure.Attempt] = []
    for requirement in passes {
      failed = []
      for host in hosts {
        switch connect(to: host, requirement, parameters) {
        case .success(let connection): return connection
        case .failure(let failure):
          failed += failure.attempts
          guard isWorthGoingOn(after: failure) else { throw ConnectFailure(attempts: failed) }
        }
      }
    }
    throw ConnectFailure(attempts: failed)
  }

  private func isWorthGoingOn(after failure: ConnectFailure) -> Bool {
    failure.attempts.allSatisfy(\.cause.isOfThisHostAlone) && deadline.map { ContinuousClock.now < $0 } != false
  }

  /// Tries the addresses of one host in turn.
  private func connect(
    to host: DatabaseHost, _ requirement: SessionRequirement, _ parameters: ConnectionParameters
  ) -> Result<PostgresConnection, ConnectFailure> {
    let addresses: [String]
    do throws(ConnectAttempt.Fault) {
      addresses = try self.addresses(of: host, within: parameters.hostTimeout)
    } catch {
      return .failure(ConnectFailure(attempts: [.init(host: host.label(), cause: error.cause, reason: error.reason)]))
    }
    var failed: [ConnectFailure.Attempt] = []
    for address in parameters.isBalanced ? addresses.shuffled() : addresses {
      let label = host.label(at: addresses.count > 1 ? address : "")
      do throws(ConnectAttempt.Fault) {
        let attempt = ConnectAttempt(
          options: parameters.options(for: host, address: address), limit: left(of: parameters.hostTimeout),
          interruption: interruption)
        let connection = try attempt.run()
        try establish(connection, at: label, requirement)
        return .success(connection)
      } catch {
        failed.append(.init(host: label, cause: error.cause, reason: error.reason))
        // A session speaks for the whole host: its other addresses lead to the same.
        guard error.cause != .unsuitable, isWorthGoingOn(after: ConnectFailure(attempts: failed)) else { break }
      }
    }
    return .failure(ConnectFailure(attempts: failed))
  }

  /// The addresses of a host; an empty one where libpq finds its own way, as to a socket.
  private func addresses(of host: DatabaseHost, within limit: Duration) throws(ConnectAttempt.Fault) -> [String] {
    if !host.address.isEmpty { return [host.address] }
    if host.isSocket || host.name.isEmpty { return [""] }
    let outcome = HostNameLookup.outcome(of: host.name, until: .now + left(of: limit), unless: interruption)
    switch outcome {
    case .found(let addresses): return addresses
    case .failed(let reason): throw .init(cause: .unreachable, reason: "the name is not known: \(reason)")
    case nil where interruption?.isInterrupted == true: throw .interrupted
    case nil: throw .init(cause: .unreachable, reason: "the name was not found in time")
    }
  }

  /// A time limit, or what is left until the deadline if that is less.
  private func left(of limit: Duration) -> Duration {
    deadline.map { min(limit, max(.zero, $0 - .now)) } ?? limit
  }

  /// The bound where long statements are to come: their answers are waited for long, this one is not.
  private static let longestEstablishing = Duration.seconds(15)

  /// Sets what every session has, and looks whether this one is what is needed.
  private func establish(
    _ connection: PostgresConnection, at label: String, _ requirement: SessionRequirement
  ) throws(ConnectAttempt.Fault) {
    connection.interruption = interruption
    connection.host = label
    do throws(PostgresError) {
      (connection.settings, connection.identity) = try SessionSettings.establish(
        on: connection, configuration, within: left(of: min(configuration.responseTimeout, Self.longestEstablishing)))
    } catch {
      if interruption?.isInterrupted == true { throw .interrupted }
      throw .init(error)
    }
    if let fault = requirement.fault(of: connection.settings) { throw .init(cause: .unsuitable, reason: fault) }
  }
}

extension ConnectAttempt.Fault {
  /// A connection that stood and broke before it could be used.
  fileprivate init(_ error: PostgresError) {
    switch error {
    case .server(let report):
      self.init(cause: .server(report.state), reason: "\(report.state.rawValue): \(report.message)")
    case .readOnly:
      self.init(cause: .unsuitable, reason: error.reason)
    case .cannotConnect, .notSent, .connectionLost, .notReplicated, .unexpected:
      self.init(cause: .unreachable, reason: "\(error)")
    }
  }
}
