/// Refuses calls while the server drains; the health service still answers.
struct DrainInterceptor: Interceptor {
  let servingStatus: ServingStatus
  /// When a caller who has no other server may ask again.
  let retryAfter: Duration

  func admit(_ call: inout IncomingCall) throws(CallError) {
    if servingStatus.isDraining, !call.isServedWhileDraining {
      throw .draining(retryAfter: retryAfter)
    }
  }
}
