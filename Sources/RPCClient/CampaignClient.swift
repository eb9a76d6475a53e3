internal import NIOCore
internal import NIOPosix
public import RPCCodec

/// A client of a campaign server: typed calls, any number at once, on one connection that is made again when it is
/// lost.
///
/// ```swift
/// import RPCClient
/// import RPCCodec
///
/// let client = try await CampaignClient.connect(to: ServerAddress(host: "127.0.0.1", port: 7400))
/// let created = try await client.call(
///   CreateCampaignRequest(name: "Chuseok", totalCoupons: 1_000, perUserLimit: 1))
/// do {
///   let issued = try await client.call(
///     IssueCouponRequest(campaignID: created.campaign?.id ?? 0, userID: "minji"), timeout: .seconds(5))
///   print(issued.coupon?.code ?? "")
/// } catch .status(let status) where status.reason == "SOLD_OUT" {
///   print("too late")
/// } catch {
///   print(error)
/// }
/// await client.close()
/// ```
///
/// A call whose task is cancelled is dropped and throws ``RPCClientError/cancelled``; the server may still do it.
public final class CampaignClient: Sendable {
  /// The server that is called.
  public let address: ServerAddress

  private let configuration: RPCClientConfiguration
  private let connection: ReconnectingConnection

  /// A client that connects when it is first used.
  public init(to address: ServerAddress, configuration: RPCClientConfiguration = RPCClientConfiguration()) {
    let group = configuration.eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton
    self.address = address
    self.configuration = configuration
    self.connection = ReconnectingConnection(
      address: address, eventLoop: group.next(), configuration: configuration)
  }

  /// Connects to a server within the configuration's connect timeout.
  public static func connect(
    to address: ServerAddress, configuration: RPCClientConfiguration = RPCClientConfiguration()
  ) async throws(RPCClientError) -> CampaignClient {
    let client = CampaignClient(to: address, configuration: configuration)
    let connected = PendingCall<Void>()
    client.connection.acquire { connected.finish($0.map { _ in }) }
    try await connected.result().get()
    return client
  }

  /// Ends the client and its connection; calls that wait for an answer throw ``RPCClientError/closed``.
  public func close() async {
    await connection.close()
  }

  /// Calls the method that takes the request, with the configuration's retries.
  ///
  /// - Parameters:
  ///   - request: The method's request.
  ///   - timeout: The time that the call may take in all; `nil` means the configuration's default.
  /// - Returns: The server's answer.
  /// - Throws: The error of the last attempt.
  public func call<Request: RepeatableRequest>(
    _ request: Request, timeout: Duration? = nil
  ) async throws(RPCClientError) -> Request.Response {
    let deadline = NIODeadline.now() + TimeAmount(timeout ?? configuration.defaultTimeout)
    var generator = SystemRandomNumberGenerator()
    var attempt = 1
    while true {
      do {
        return try await callOnce(request, deadline: deadline)
      } catch {
        let delay = configuration.retryPolicy.delay(
          after: AttemptFailure(error), attempt: attempt, repeatability: request.repeatability, using: &generator)
        guard let delay, NIODeadline.now() + TimeAmount(delay) < deadline else { throw error }
        do { try await Task.sleep(for: delay) } catch { throw .cancelled }
        attempt += 1
      }
    }
  }

  private func callOnce<Request: RepeatableRequest>(
    _ request: Request, deadline: NIODeadline
  ) async throws(RPCClientError) -> Request.Response {
    let pending = PendingCall<Request.Response>()
    let metadata = configuration.metadata
    let isConnected = connection.acquire { result in
      let timeLeft = deadline - .now()
      switch result {
      case .failure(let error):
        pending.finish(.failure(error))
      case .success where timeLeft <= .nanoseconds(0):
        pending.finish(.failure(.timedOut))
      case .success(let connection):
        // A caller that has been cancelled while the connection was made sends nothing.
        guard !pending.isEnded else { return }
        let call = connection.call(request, timeout: Duration(timeLeft), metadata: metadata) { pending.finish($0) }
        pending.whenEnded { call.cancel() }
      }
    }
    if !isConnected {
      // Making a connection may take longer than the call has.
      let timer = connection.eventLoop.scheduleTask(deadline: deadline) { pending.finish(.failure(.timedOut)) }
      pending.whenEnded { timer.cancel() }
    }
    return try await pending.result().get()
  }

  /// Reads one page after the other.
  ///
  /// A page of a campaign is one snapshot of it, and pages follow the sequence of issue, so the coupons of all pages
  /// together are those of the last page's snapshot.
  ///
  /// - Parameters:
  ///   - first: The request for the first page.
  ///   - timeout: The time that each page may take; `nil` means the configuration's default.
  ///   - body: The receiver of the pages.
  /// - Throws: The error of the call of a page; the pages before it were handed out.
  public func forEachPage<Request: PageRequest>(
    from first: Request, timeout: Duration? = nil, _ body: (Request.Response) -> Void
  ) async throws(RPCClientError) {
    var next: Request? = first
    while let request = next {
      let page = try await call(request, timeout: timeout)
      body(page)
      next = try request.next(after: page)
    }
  }
}
