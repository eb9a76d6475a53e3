extension LoadReport {
  /// What limits how far the figures can be trusted; empty when nothing does.
  public var warnings: [String] {
    var warnings: [String] = []
    // More than one in a hundred.
    if late > sent / 100 {
      warnings.append(
        "the generator, or the machine it shares, was the limit: \(NumberText.percent(late, of: sent)) of the requests left late"
      )
    }
    // Nine tenths of what its threads can get.
    if generator.coresUsed > 0.9 * Double(generator.threads) {
      warnings.append(
        "the generator was the limit: it used \(NumberText.decimal(generator.coresUsed)) of the "
          + "\(generator.threads == 1 ? "1 core" : "\(generator.threads) cores") that its threads can")
    }
    if unsent > 0 { warnings.append("\(NumberText.percent(unsent, of: planned)) of the requests never left") }
    return warnings
  }
}
