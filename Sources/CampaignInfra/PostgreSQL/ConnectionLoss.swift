/// Why a connection is over.
struct ConnectionLoss {
  let error: PostgresError
  /// The server that it was to.
  let host: String?
}
