/// Finds room for labels beside what they name.
enum LabelPlacement {
  /// A rectangle that a label takes.
  struct Box: Equatable, Sendable {
    var x: ClosedRange<Double>
    var y: ClosedRange<Double>

    /// Whether two labels would cover each other.
    func overlaps(_ other: Box) -> Bool {
      x.overlaps(other.x) && y.overlaps(other.y)
    }
  }

  /// About how wide a text is.
  static func width(of text: String) -> Double { Double(text.count) * 7.2 }

  /// Moves positions apart until they keep a gap, in their order and as little as possible, not beyond a lower end.
  static func spread(_ positions: [Double], gap: Double, notBeyond end: Double) -> [Double] {
    let order = positions.indices.sorted { positions[$0] < positions[$1] }
    var spread = positions
    var least = -Double.infinity
    for index in order {
      spread[index] = max(positions[index], least)
      least = spread[index] + gap
    }
    var most = end
    for index in order.reversed() {
      spread[index] = min(spread[index], most)
      most = spread[index] - gap
    }
    return spread
  }
}
