import CampaignDomain

extension UseCaseError {
  /// The error of a campaign's calls. A fault of its rows is said with the campaign's number and what to do about it:
  /// the log's reader may be the one who changed them.
  init(_ error: RepositoryError, of id: CampaignID) {
    switch error {
    case .sequenceTaken(let remedy):
      self = .internalFault("campaign \(id.rawValue) can't issue: \(remedy)")
    case .holderClash(let remedy):
      self = .internalFault("campaign \(id.rawValue): \(remedy)")
    case .fault(let text), .dataRefused(let text):
      // The reader of the row names it already.
      let name = "campaign \(id.rawValue)"
      self = .internalFault(text.hasPrefix("\(name):") || text.hasPrefix("\(name),") ? text : "\(name): \(text)")
    default: self.init(error)
    }
  }
}
