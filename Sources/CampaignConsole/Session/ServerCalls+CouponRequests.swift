internal import ProgramConventions
internal import RPCClient
internal import RPCCodec

extension ServerCalls {
  /// Asks after a request until it ends or there is no check left.
  func outcome(
    of request: CouponRequestMessage, polling: CouponPolling
  ) async throws(ProgramFailure) -> CouponRequestOutcome {
    do throws(RPCClientError) {
      return try await client.outcome(of: request, polling: polling, timeout: console.timeout)
    } catch {
      throw console.failure(error)
    }
  }
}
