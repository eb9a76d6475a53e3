import CampaignDomain
import Glibc
import Logging
import Synchronization

/// What the listener's thread does: keep a connection that listens, and wait on it.
final class ListenerWorker: Sendable {
  struct Request: Sendable {
    let deadline: ContinuousClock.Instant
    let completion: @Sendable () -> Void
  }

  private let configuration: PostgresConfiguration
  private let onChange: @Sendable (CampaignID) -> Void
  private let logger: Logger
  /// An eventfd that ends a wait; once written it stays readable, for after it nobody waits again.
  private let wakeup: Int32

  init(
    configuration: PostgresConfiguration, wakeup: Int32, onChange: @escaping @Sendable (CampaignID) -> Void,
    logger: Logger
  ) {
    self.configuration = configuration
    self.onChange = onChange
    self.wakeup = wakeup
    self.logger = logger
  }

  deinit {
    close(wakeup)
  }

  func interrupt() {
    var one: UInt64 = 1
    _ = write(wakeup, &one, MemoryLayout<UInt64>.size)
  }

  func run(_ requests: WorkQueue<Request>) {
    var connection: PostgresConnection?
    var backoff = ReconnectBackoff()
    let worker = WorkQueue<Request>.Worker()
    while case .work(let request) = requests.next(for: worker) {
      connection = wait(until: request.deadline, on: connection, &backoff)
      request.completion()
    }
  }

  /// Waits once. Returns the connection if it still stands.
  private func wait(
    until deadline: ContinuousClock.Instant, on standing: PostgresConnection?, _ backoff: inout ReconnectBackoff
  ) -> PostgresConnection? {
    do throws(PostgresError) {
      guard let standing else {
        if backoff.timeLeft(at: .now) == nil {
          let connection = try listen()
          backoff.succeeded()
          return connection
        }
        _ = SocketWait.wait(for: .read, on: wakeup, until: deadline)
        return nil
      }
      for payload in try standing.waitForNotifications(until: deadline, wakeup: wakeup) {
        if let id = Int64(payload) { onChange(CampaignID(rawValue: id)) }
      }
      return standing
    } catch {
      logger.warning("listening for changes failed; polling meanwhile", metadata: ["reason": "\(error)"])
      var generator = SystemRandomNumberGenerator()
      backoff.failed(at: .now, using: &generator)
      _ = SocketWait.wait(for: .read, on: wakeup, until: min(deadline, .now + (backoff.timeLeft(at: .now) ?? .zero)))
      return nil
    }
  }

  private func listen() throws(PostgresError) -> PostgresConnection {
    let connection = try configuration.connect()
    try connection.run(script: "LISTEN \(CampaignChannel.name)", within: configuration.responseTimeout)
    return connection
  }
}
