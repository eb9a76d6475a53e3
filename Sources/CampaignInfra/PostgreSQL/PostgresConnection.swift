import CLibPQ
import Glibc

/// Owns one `PGconn`. It blocks, and belongs to one thread at a time. libpq is used without blocking underneath, so that
/// every wait ends at a deadline of ours: a connection that misses it is dropped, for nobody knows what it would still
/// answer.
final class PostgresConnection {
  let pointer: OpaquePointer
  /// When it stood.
  let madeAt = ContinuousClock.now
  /// When the server was last heard of.
  var heardAt = ContinuousClock.now
  /// What was sent and whose results nobody has read. At most two: a transaction's end and the next one's beginning.
  var flights: [Flight] = []
  /// Why it is over; nil: as far as anybody knows it stands.
  private(set) var loss: ConnectionLoss?
  /// Told once, when it is over.
  var onLoss: (ConnectionLoss) -> Void = { _ in }
  /// What the server said when it ended the connection.
  var farewell: PostgresError?
  var liveness = LivenessLimits()
  /// How it learns that its server takes no changes, and ends; nil: it doesn't mind.
  var readOnlyReport: ReadOnlyReport?

  private init(owning pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQfinish(pointer)
  }

  /// Connects to `url`, a libpq URI or connection string. Several hosts are tried in turn, each within `limit` (whole
  /// seconds, at the least 2) unless the URL has a connect_timeout of its own. A host name is looked up by the system's
  /// resolver, whose own time limit applies. Throws `.cannotConnect`.
  static func connect(
    to url: DatabaseURL, applicationName: String, within limit: Duration
  ) throws(PostgresError) -> PostgresConnection {
    // What stands before the URL yields to it, what stands behind goes first. libpq's blocking way to connect is the one
    // that knows connect_timeout, and with it gives each host its time.
    let options = [
      ("connect_timeout", String(max(2, limit.components.seconds))), ("dbname", url.text),
      ("fallback_application_name", applicationName), ("client_encoding", "UTF8"),
    ]
    guard let pointer = connect(options) else { throw .cannotConnect("libpq has no memory") }
    let connection = PostgresConnection(owning: pointer)
    guard PQstatus(pointer) == CONNECTION_OK, PQsetnonblocking(pointer, 1) == 0 else {
      throw .cannotConnect(connection.errorMessage)
    }
    connection.listenForFarewell()
    return connection
  }

  private static func connect(_ options: [(String, String)]) -> OpaquePointer? {
    let keywords = options.map { strdup($0.0) }
    let values = options.map { strdup($0.1) }
    defer { for text in keywords + values { free(text) } }
    let constKeywords = keywords.map { UnsafePointer($0) } + [nil]
    let constValues = values.map { UnsafePointer($0) } + [nil]
    return PQconnectdbParams(constKeywords, constValues, 1)
  }

  var errorMessage: String {
    let lines = String(cString: PQerrorMessage(pointer)).split(whereSeparator: \.isNewline)
    return lines.map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }

  var isLost: Bool { loss != nil }

  /// The connection is over; the first reason counts.
  func end(_ error: PostgresError) {
    guard loss == nil else { return }
    let loss = ConnectionLoss(error: error, host: host)
    self.loss = loss
    onLoss(loss)
  }

  /// Whether no transaction is open.
  var isIdle: Bool { !isLost && PQtransactionStatus(pointer) == PQTRANS_IDLE }

  /// Runs a script of several statements, without parameters, as one simple query. For migrations.
  func run(script: String, within limit: Duration) throws(PostgresError) {
    let limit = Limit(limit)
    guard PQsendQuery(pointer, script) == 1 else { throw lost() }
    try flush(within: limit)
    var failure: PostgresError?
    var index = 0
    while let result = try nextResult(within: limit) {
      if result.status == PGRES_FATAL_ERROR { failure = failure ?? failed(result, index) ?? lost() }
      index += 1
    }
    if let failure { throw failure }
  }
}
