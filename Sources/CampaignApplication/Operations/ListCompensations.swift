public import CampaignDomain

/// Lists compensations, the latest first, a page at a time.
public struct ListCompensations: UseCase {
  /// The compensations of a page where the request names no size.
  public static let standardPageSize = 100
  /// The most compensations of a page; a larger size asked for is cut to it.
  public static let maximumPageSize = 1_000
  /// The bytes of texts of varying length behind which a page ends, however many were asked for: one answer of the
  /// protocol has at most 4 MiB.
  public static let pageTextBytes = 2 << 20

  /// The fields of the request as they were sent, unchecked.
  public struct Input: Sendable {
    /// A name of `Compensation.Status`; empty: all.
    public var status: String
    /// 0: 100; more than 1,000 is cut to it.
    public var pageSize: Int32
    /// Empty: the first page.
    public var pageToken: String

    /// A request for a page.
    public init(status: String = "", pageSize: Int32 = 0, pageToken: String = "") {
      self.status = status
      self.pageSize = pageSize
      self.pageToken = pageToken
    }

    /// The number of compensations that its page may have; 0 for a request that is refused.
    public var maximumCount: Int { (try? size) ?? 0 }

    fileprivate var size: Int {
      get throws(UseCaseError) {
        try PageSize.count(
          pageSize, standard: ListCompensations.standardPageSize, maximum: ListCompensations.maximumPageSize)
      }
    }

    /// `nil`: all.
    fileprivate var wantedStatus: Compensation.Status? {
      get throws(UseCaseError) {
        if status.isEmpty { return nil }
        if let wanted = Compensation.Status(rawValue: status) { return wanted }
        let names = Compensation.Status.allCases.map(\.rawValue).joined(separator: ", ")
        throw .invalidField([
          FieldFault(field: "status", description: "is no status of a compensation; give \(names) or nothing")
        ])
      }
    }
  }

  /// A page.
  public struct Output: Sendable {
    /// The latest first.
    public var compensations: [Compensation]
    /// Empty: this is the last page.
    public var nextPageToken: String

    /// Made by the use case.
    public init(compensations: [Compensation], nextPageToken: String) {
      self.compensations = compensations
      self.nextPageToken = nextPageToken
    }
  }

  private let database: any CompensationReadingDatabase
  private let report: OperatorReport?

  /// Each execution borrows one session of `database` for one page; `report` hears of rows that can't be read.
  public init(database: any CompensationReadingDatabase, report: OperatorReport? = nil) {
    self.database = database
    self.report = report
  }

  /// Changes nothing. Refused with `.invalidField` for a status that there is not, a negative page size, or a token
  /// that is garbage or another listing's.
  public func execute(
    _ input: Input, call: Call, completion: @escaping @Sendable (Result<Output, UseCaseError>) -> Void
  ) {
    let size: Int
    let status: Compensation.Status?
    let token: CompensationPageToken?
    do throws(UseCaseError) {
      size = try input.size
      status = try input.wantedStatus
      token = try CompensationPageToken(parsing: input.pageToken, status: status)
    } catch {
      return completion(.failure(error))
    }
    database.perform(for: call, completion: completion) { [report] (session) throws(UseCaseError) in
      // One more than asked for tells whether another page follows.
      let found = try session.attempt { () throws(RepositoryError) in
        try session.compensations(in: status, before: token?.position, limit: size + 1)
      }
      return found.map { .success(Self.page(of: $0, size: size, in: status, telling: report)) }
    }
  }

  private static func page(
    of found: [FoundRow<Int64, Compensation>], size: Int, in status: Compensation.Status?,
    telling report: OperatorReport?
  ) -> Output {
    var output = Output(compensations: [], nextPageToken: "")
    var textBytes = 0
    var last: Int64?
    for (index, row) in found.enumerated() {
      let bytes = if case .found(let compensation) = row { compensation.textByteCount } else { 0 }
      guard index < size, textBytes + bytes <= pageTextBytes || output.compensations.isEmpty else {
        output.nextPageToken = last.map { CompensationPageToken(status: status, position: $0).text } ?? ""
        break
      }
      textBytes += bytes
      switch row {
      case .found(let compensation):
        output.compensations.append(compensation)
        last = compensation.id
      case .fault(let id, let fault):
        report?(.compensationLeftOut(id, fault: fault))
        last = id
      }
    }
    return output
  }
}

extension Compensation {
  /// The bytes of its texts of varying length.
  fileprivate var textByteCount: Int {
    [reference, payload, error ?? "", resolvedBy ?? "", resolution ?? ""].reduce(0) { $0 + $1.utf8.count }
  }
}
