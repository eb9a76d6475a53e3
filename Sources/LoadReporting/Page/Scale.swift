internal import Glibc

/// Maps values onto positions of a drawing, evenly or by their logarithm.
struct Scale: Equatable, Sendable {
  /// How values are spread.
  enum Kind: Equatable, Sendable {
    case linear
    /// Each factor takes the same way; the domain lies above zero.
    case logarithmic
  }

  let kind: Kind

  /// The values between the two ends.
  let domain: ClosedRange<Double>

  /// Where the domain's lower end lies.
  let start: Double

  /// Where the domain's upper end lies; less than the start on an axis that points up.
  let end: Double

  init(_ kind: Kind = .linear, domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.kind = kind
    self.domain = domain
    self.start = start
    self.end = end
  }

  /// Where a value lies; values outside the domain lie at its nearer end.
  func position(_ value: Double) -> Double {
    let value = min(max(value, domain.lowerBound), domain.upperBound)
    let length = distance(from: domain.lowerBound, to: domain.upperBound)
    guard length > 0 else { return start }
    return start + (end - start) * distance(from: domain.lowerBound, to: value) / length
  }

  private func distance(from lower: Double, to upper: Double) -> Double {
    switch kind {
    case .linear: upper - lower
    case .logarithmic: log10(max(upper, .leastNormalMagnitude)) - log10(max(lower, .leastNormalMagnitude))
    }
  }
}
