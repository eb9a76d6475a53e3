public import CampaignDomain

/// Tells how a coupon request stands.
public struct GetCouponRequest: UseCase {
  /// The request to look at.
  public struct Input: Sendable {
    /// A UUID, unchecked.
    public var requestID: String

    /// A look at this request.
    public init(requestID: String) {
      self.requestID = requestID
    }

    /// The id. Throws the fault of the field `request_id`.
    var checkedID: RequestID {
      get throws(UseCaseError) {
        if let id = RequestID(requestID) { return id }
        throw .invalidField([
          FieldFault(
            field: "request_id",
            description: "is \(requestID.isEmpty ? "empty" : "no UUID"); give the request_id of an entry or a request")
        ])
      }
    }
  }

  /// The entry of the request.
  public typealias Output = QueueEntryView

  private let database: any CouponRequestDatabase

  /// Each execution borrows one session of `database` for one statement. It must be the primary's: a request that was
  /// just made exists.
  public init(database: any CouponRequestDatabase) {
    self.database = database
  }

  /// Changes nothing. Refused with `.invalidField` where the id is no UUID, and with `.requestNotFound`.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let id: RequestID
    do throws(UseCaseError) { id = try input.checkedID } catch { return completion(.failure(error)) }
    database.perform(for: call, completion: completion) { (session) throws(UseCaseError) in
      try session.attempt({ () throws(RepositoryError) in try session.requests([id]) }).map { found in
        switch found.first {
        case .found(let request): .success(request.view)
        case .fault(_, let text): .failure(.internalFault(text))
        case nil: .failure(.requestNotFound(id.description))
        }
      }
    }
  }
}
