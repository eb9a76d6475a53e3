/// The few groups in which outcomes are counted over time. An outcome's name says more; a fixed number of groups lets a
/// sender count by index and gives each its own colour in a plot.
package enum OutcomeSeries: Int, CaseIterable, Sendable {
  /// A coupon, issued now or shown again.
  case ok
  /// Nothing is left.
  case soldOut
  /// The user has as many as they may.
  case userLimit
  /// The campaign has not begun.
  case notStarted
  /// The campaign is paused, closed or over.
  case closed
  /// The server has more to do than it can.
  case overloaded
  /// No answer came.
  case unanswered
  /// Every other error.
  case other

  /// The group of an outcome's name.
  package init(outcome name: String) {
    switch name {
    case "OK", "COMPLETED": self = .ok
    case "SOLD_OUT": self = .soldOut
    case "USER_LIMIT_REACHED": self = .userLimit
    case "CAMPAIGN_NOT_STARTED": self = .notStarted
    case "CAMPAIGN_PAUSED", "CAMPAIGN_CLOSED": self = .closed
    case "OVERLOADED": self = .overloaded
    case "TIMED_OUT", "CONNECTION_LOST", "CANCELLED", "REQUESTED": self = .unanswered
    default: self = .other
    }
  }

  /// Its name in JSON: that of its outcome where there is one.
  package var name: String {
    switch self {
    case .ok: "OK"
    case .soldOut: "SOLD_OUT"
    case .userLimit: "USER_LIMIT_REACHED"
    case .notStarted: "CAMPAIGN_NOT_STARTED"
    case .closed: "PAUSED_OR_CLOSED"
    case .overloaded: "OVERLOADED"
    case .unanswered: "UNANSWERED"
    case .other: "OTHER"
    }
  }

  /// True if it is neither a coupon nor a refusal by the campaign's rules.
  package var isError: Bool {
    [.overloaded, .unanswered, .other].contains(self)
  }

  /// Its name in a stylesheet, such as `sold-out`.
  package var style: String {
    String(String(describing: self).flatMap { $0.isUppercase ? "-" + $0.lowercased() : String($0) })
  }
}
