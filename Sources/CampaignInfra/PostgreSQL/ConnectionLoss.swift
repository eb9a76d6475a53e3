/// The end of a connection.
struct ConnectionLoss {
  let error: PostgresError
  /// The server that it was to.
  let host: String?
}
