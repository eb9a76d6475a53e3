/// A line or an outline in SVG's notation.
struct SVGPath: Equatable, Sendable {
  /// The value of the attribute `d`.
  private(set) var data = ""

  var isEmpty: Bool { data.isEmpty }

  /// Begins at a point.
  mutating func move(_ x: Double, _ y: Double) {
    data += "M\(SVGPath.number(x)) \(SVGPath.number(y))"
  }

  /// Goes on to a point.
  mutating func line(_ x: Double, _ y: Double) {
    data += "L\(SVGPath.number(x)) \(SVGPath.number(y))"
  }

  /// Goes on along the x axis.
  mutating func horizontal(_ x: Double) {
    data += "H\(SVGPath.number(x))"
  }

  /// Goes on along the y axis.
  mutating func vertical(_ y: Double) {
    data += "V\(SVGPath.number(y))"
  }

  /// Goes back to where it began.
  mutating func close() {
    data += "Z"
  }

  /// A coordinate to a tenth of a pixel.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int64((value * 10).rounded())
    let whole = (tenths < 0 ? "-" : "") + String(tenths.magnitude / 10)
    return tenths % 10 == 0 ? (tenths == 0 ? "0" : whole) : "\(whole).\(tenths.magnitude % 10)"
  }
}

/// A drawing in SVG that takes its colours from the page's stylesheet, by class.
struct SVGDrawing {
  /// Where a text begins from its position.
  enum Anchor: String {
    case start, middle, end
  }

  private let width: Double
  private let height: Double
  private var body = ""

  /// An empty drawing.
  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func line(_ style: String, from: (x: Double, y: Double), to: (x: Double, y: Double)) {
    body += "<line class=\"\(style)\" x1=\"\(text(from.x))\" y1=\"\(text(from.y))\" "
    body += "x2=\"\(text(to.x))\" y2=\"\(text(to.y))\"/>\n"
  }

  mutating func path(_ style: String, _ path: SVGPath) {
    guard !path.isEmpty else { return }
    body += "<path class=\"\(style)\" d=\"\(path.data)\"/>\n"
  }

  mutating func circle(_ style: String, x: Double, y: Double, radius: Double) {
    body += "<circle class=\"\(style)\" cx=\"\(text(x))\" cy=\"\(text(y))\" r=\"\(text(radius))\"/>\n"
  }

  mutating func label(_ style: String, _ content: String, x: Double, y: Double, anchor: Anchor = .start) {
    body += "<text class=\"\(style)\" x=\"\(text(x))\" y=\"\(text(y))\" text-anchor=\"\(anchor.rawValue)\">"
    body += HTMLText.escaped(content) + "</text>\n"
  }

  /// An area that shows nothing but a text when it is pointed at.
  mutating func hint(_ content: String, x: ClosedRange<Double>, y: ClosedRange<Double>) {
    body += "<rect class=\"hint\" x=\"\(text(x.lowerBound))\" y=\"\(text(y.lowerBound))\" "
    body += "width=\"\(text(x.upperBound - x.lowerBound))\" height=\"\(text(y.upperBound - y.lowerBound))\">"
    body += "<title>\(HTMLText.escaped(content))</title></rect>\n"
  }

  /// The whole element; the description is for those who can't see it.
  func element(style: String, description: String) -> String {
    let (width, height) = (text(width), text(height))
    return "<svg class=\"\(style)\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
      + "aria-label=\"\(HTMLText.escaped(description))\">\n\(body)</svg>\n"
  }

  private func text(_ value: Double) -> String { SVGPath.number(value) }
}
