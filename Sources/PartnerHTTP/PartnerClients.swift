import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The clients of the services that were spoken to lately: one for each name and address, whose connections go to that
/// address alone, and whose requests and certificates have the name.
final class PartnerClients: Sendable {
  private struct Key: Hashable {
    let host: String
    let address: IPAddress
  }

  private struct Entry {
    let client: HTTPClient
    var userCount = 0
    var lastUse: UInt64 = 0
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var useCount: UInt64 = 0
  }

  /// The clients that are kept; more are used at a time only by more exchanges.
  private static let limit = 128
  /// The most bytes from one request to the next on one connection, with head, TLS and chunks.
  private static let rawAnswerLimit = 1_024 * 1_024
  /// The most connections of a client.
  private static let connectionLimit = 64
  /// The time after which an idle connection is closed. Servers close theirs after 5 s and more: a request that meets a
  /// close may have arrived, or not.
  static let idleTimeout = Duration.seconds(4)

  private let tls: TLSConfiguration
  private let connectTimeout: Duration
  private let idleTimeout: Duration
  private let state = Mutex(State())

  /// `connectTimeout`: the time that a connection may take, with TLS; `idleTimeout`: the time for which one is kept
  /// without a request.
  init(tls: TLSConfiguration, connectTimeout: Duration, idleTimeout: Duration) {
    self.tls = tls
    self.connectTimeout = connectTimeout
    self.idleTimeout = idleTimeout
  }

  /// The client for a name at an address; to be given back after its exchange.
  func take(_ host: String, at address: IPAddress) -> HTTPClient {
    let key = Key(host: host, address: address)
    let (client, idle) = state.withLock { state -> (HTTPClient, HTTPClient?) in
      state.useCount += 1
      var entry = state.entries[key] ?? Entry(client: make(key))
      entry.userCount += 1
      entry.lastUse = state.useCount
      state.entries[key] = entry
      guard state.entries.count > Self.limit else { return (entry.client, nil) }
      let oldest = state.entries.filter { $0.value.userCount == 0 }.min { $0.value.lastUse < $1.value.lastUse }
      if let oldest { state.entries[oldest.key] = nil }
      return (entry.client, oldest?.value.client)
    }
    if let idle { Task { try? await idle.shutdown() } }
    return client
  }

  /// The exchange is over.
  func giveBack(_ host: String, at address: IPAddress) {
    let key = Key(host: host, address: address)
    state.withLock { $0.entries[key]?.userCount -= 1 }
  }

  /// Closes all connections.
  func close() async {
    let entries = state.withLock { state in
      defer { state.entries = [:] }
      return Array(state.entries.values)
    }
    for entry in entries { try? await entry.client.shutdown() }
  }

  private func make(_ key: Key) -> HTTPClient {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: .init(connect: TimeAmount(connectTimeout)), proxy: nil, decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.dnsOverride = [key.host: key.address.description]
    configuration.connectionPool = .init(
      idleTimeout: TimeAmount(idleTimeout), concurrentHTTP1ConnectionsPerHostSoftLimit: Self.connectionLimit)
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.http1_1ConnectionDebugInitializer = { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          AnswerSizeLimit(limit: Self.rawAnswerLimit), position: .first)
      }
    }
    // One loop for a client: its requests and connections would else be handed from one thread to another.
    return HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton.next()), configuration: configuration)
  }
}
