import CampaignDomain
import Glibc
import Synchronization

/// The work of the listener's thread: keep a connection that listens and answers, and wait on it.
final class ListenerWorker: Sendable {
  struct Request: Sendable {
    let deadline: ContinuousClock.Instant
    let completion: @Sendable () -> Void
  }

  private let configuration: PostgresConfiguration
  private let onChange: @Sendable (CampaignID) -> Void
  private let member: SessionMember
  /// An eventfd that ends a wait on the connection.
  private let wakeup: Int32
  private let isStopped = Atomic(false)
  /// Somebody reached the database since the last attempt.
  private let isReachable = Atomic(false)

  init(
    configuration: PostgresConfiguration, wakeup: Int32, onChange: @escaping @Sendable (CampaignID) -> Void,
    member: SessionMember
  ) {
    self.configuration = configuration
    self.onChange = onChange
    self.wakeup = wakeup
    self.member = member
  }

  deinit {
    close(wakeup)
  }

  /// Ends the wait that is under way and every later one.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    interrupt()
  }

  /// Has the next attempt made now.
  func recovered() {
    isReachable.store(true, ordering: .releasing)
    interrupt()
  }

  /// Has the connection looked at, also while it is waited on.
  func interrupt() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, MemoryLayout<UInt64>.size)
  }

  func run(_ requests: WorkQueue<Request>) {
    var connection: PostgresConnection?
    var backoff = ReconnectBackoff()
    while true {
      switch requests.next(for: 0, within: connection.map { max(.zero, question($0) - .now) }) {
      case .serve(let request):
        if connection == nil {
          connection = connect(until: request.deadline, &backoff)
        } else {
          wait(until: request.deadline, on: &connection, &backoff)
        }
        request.completion()
      case .look, .connect, nil: tend(&connection, &backoff)
      case .leave:
        if connection != nil { member.ended() }
        return
      }
    }
  }

  /// The moment at which the connection has to be asked.
  private func question(_ connection: PostgresConnection) -> ContinuousClock.Instant {
    connection.heardAt + configuration.liveness.questionInterval
  }

  /// Connects, or waits until it may try.
  private func connect(
    until deadline: ContinuousClock.Instant, _ backoff: inout ReconnectBackoff
  ) -> PostgresConnection? {
    if let left = backoff.timeLeft(at: .now), !isReachable.load(ordering: .acquiring) {
      sleep(until: min(deadline, .now + left))
      return nil
    }
    isReachable.store(false, ordering: .releasing)
    guard !isStopped.load(ordering: .acquiring), member.claim(orElse: {}) else { return nil }
    do throws(PostgresError) {
      let connection = try configuration.connect()
      try connection.run(script: "LISTEN \(CampaignChannel.name)", within: configuration.responseTimeout)
      try connection.begin(configuration)
      member.connected(connection)
      backoff.succeeded()
      return connection
    } catch {
      member.attemptFailed(error)
      failed(&backoff)
      sleep(until: min(deadline, .now + (backoff.timeLeft(at: .now) ?? .zero)))
      return nil
    }
  }

  /// Waits until something is told, or the connection is found to be over.
  private func wait(
    until deadline: ContinuousClock.Instant, on connection: inout PostgresConnection?, _ backoff: inout ReconnectBackoff
  ) {
    while !isStopped.load(ordering: .acquiring) {
      tend(&connection, &backoff)
      guard let standing = connection else { return }
      do throws(PostgresError) {
        let payloads = try standing.waitForNotifications(
          until: min(deadline, question(standing)), wakeup: wakeup)
        drainWakeup()
        for payload in payloads {
          if let id = Int64(payload) { onChange(CampaignID(rawValue: id)) }
        }
        if !payloads.isEmpty || ContinuousClock.now >= deadline { return }
      } catch {
        return drop(&connection, &backoff)
      }
    }
  }

  /// Sees to it that the connection is good, or none.
  private func tend(_ connection: inout PostgresConnection?, _ backoff: inout ReconnectBackoff) {
    guard let standing = connection else { return }
    switch member.verdict(on: standing) {
    case .replace: drop(&connection, &backoff)
    case .isGood where question(standing) > ContinuousClock.now:
      if !standing.isAliveWhileIdle() { drop(&connection, &backoff) }
    case .isGood, .ask:
      if (try? standing.ask()) != nil {
        member.served()
      } else {
        drop(&connection, &backoff)
      }
    }
  }

  private func drop(_ connection: inout PostgresConnection?, _ backoff: inout ReconnectBackoff) {
    connection = nil
    member.ended()
    failed(&backoff)
  }

  private func failed(_ backoff: inout ReconnectBackoff) {
    var generator = SystemRandomNumberGenerator()
    backoff.failed(at: .now, using: &generator)
  }

  private func sleep(until deadline: ContinuousClock.Instant) {
    guard !isStopped.load(ordering: .acquiring) else { return }
    _ = SocketWait.wait(for: .read, on: wakeup, until: deadline)
    drainWakeup()
  }

  private func drainWakeup() {
    var count: UInt64 = 0
    _ = read(wakeup, &count, MemoryLayout<UInt64>.size)
  }
}
