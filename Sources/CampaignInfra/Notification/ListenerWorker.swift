import CampaignDomain
import Synchronization

/// The work of the listener's thread: keep a connection that listens and answers, and wait on it.
final class ListenerWorker: Sendable {
  /// Raised when something was told, and when there is a connection anew.
  let changes = ChangeFlag()
  private let configuration: PostgresConfiguration
  private let onChange: @Sendable (CampaignID) -> Void
  private let member: SessionMember
  /// Ends a wait on the connection.
  private let wakeup: WakeDescriptor
  private let stopped = Atomic(false)
  /// Somebody reached the database since the last attempt.
  private let isReachable = Atomic(false)

  /// `nil`: the system has no descriptor to give.
  init?(configuration: PostgresConfiguration, onChange: @escaping @Sendable (CampaignID) -> Void, member: SessionMember)
  {
    guard let wakeup = WakeDescriptor() else { return nil }
    self.wakeup = wakeup
    self.configuration = configuration
    self.onChange = onChange
    self.member = member
  }

  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  /// Ends the wait that is under way and every later one.
  func stop() {
    stopped.store(true, ordering: .releasing)
    interrupt()
    changes.raise()
  }

  /// Has the next attempt made now.
  func recovered() {
    isReachable.store(true, ordering: .releasing)
    interrupt()
  }

  /// Has the connection looked at, also while it is waited on.
  func interrupt() { wakeup.wake() }

  func run() {
    var connection: PostgresConnection?
    var backoff = ReconnectBackoff()
    while !isStopped {
      if let standing = connection {
        do throws(PostgresError) {
          try listen(on: standing)
        } catch {
          connection = nil
          member.ended()
          failed(&backoff)
        }
      } else {
        connection = connect(&backoff)
      }
    }
    if connection != nil { member.ended() }
  }

  /// Connects, or waits until it may try.
  private func connect(_ backoff: inout ReconnectBackoff) -> PostgresConnection? {
    if let left = backoff.timeLeft(at: .now), !isReachable.load(ordering: .acquiring) {
      wakeup.wait(until: .now + left)
      return nil
    }
    isReachable.store(false, ordering: .releasing)
    guard member.claim(orElse: {}) else { return nil }
    do throws(PostgresError) {
      let connection = try configuration.connect()
      try connection.run(script: "LISTEN \(CampaignStatements.channel)", within: configuration.responseTimeout)
      try connection.begin(configuration)
      member.connected(connection)
      backoff.succeeded()
      changes.raise()
      return connection
    } catch {
      member.attemptFailed(error)
      failed(&backoff)
      return nil
    }
  }

  /// Waits until something is told, or the connection has to be looked at. Throws where it is over.
  private func listen(on connection: PostgresConnection) throws(PostgresError) {
    switch member.verdict(on: connection) {
    case .worthless: throw .connectionLost("the schema changed")
    case .good where connection.nextProbe > .now:
      guard connection.isAliveWhileIdle() else { throw connection.lost() }
    case .good, .suspect:
      try connection.probe()
      member.served()
    }
    let payloads = try connection.waitForNotifications(until: connection.nextProbe, wakeup: wakeup.descriptor)
    wakeup.drain()
    for payload in payloads {
      if let id = Int64(payload) { onChange(CampaignID(rawValue: id)) }
    }
    if !payloads.isEmpty { changes.raise() }
  }

  private func failed(_ backoff: inout ReconnectBackoff) {
    var generator = SystemRandomNumberGenerator()
    backoff.failed(at: .now, using: &generator)
  }
}
