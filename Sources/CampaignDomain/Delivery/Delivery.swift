/// A coupon on its way to the service of its campaign (seed 000). A value: nothing is true before it was committed.
public struct Delivery: Hashable, Sendable {
  /// The request that the coupon is for: the idempotency key of all its tries.
  public let requestID: RequestID
  /// The coupon.
  public let coupon: Coupon
  /// The tries, counted before each is sent.
  public internal(set) var attempts: Int32
  /// False: no try can have reached the service.
  public internal(set) var mayHaveArrived: Bool
  /// The place that the service told us to poll; `nil`: the coupon is to be sent.
  public internal(set) var location: String?
  /// The polls of that place.
  public internal(set) var pollCount: Int32
  /// The time from which on something is to be done; while somebody does it, the end of their lease.
  public internal(set) var nextAttemptTime: Timestamp
  /// The end of the lease of whoever has it; `nil`: nobody has.
  public internal(set) var leaseEndTime: Timestamp?
  /// The fencing token: one more with each claim.
  public internal(set) var token: Int64
  /// The error of the last try; `nil`: none failed.
  public internal(set) var error: String?

  /// A delivery as it was saved. Nothing is checked.
  public init(
    requestID: RequestID, coupon: Coupon, attempts: Int32, mayHaveArrived: Bool, location: String?, pollCount: Int32,
    nextAttemptTime: Timestamp, leaseEndTime: Timestamp?, token: Int64, error: String?
  ) {
    self.requestID = requestID
    self.coupon = coupon
    self.attempts = attempts
    self.mayHaveArrived = mayHaveArrived
    self.location = location
    self.pollCount = pollCount
    self.nextAttemptTime = nextAttemptTime
    self.leaseEndTime = leaseEndTime
    self.token = token
    self.error = error
  }
}
