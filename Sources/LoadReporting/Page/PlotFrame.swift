/// The room of a plot: its size, its margins, and axes with thin gridlines.
struct PlotFrame {
  /// A tick and its text.
  struct Tick {
    var value: Double
    var label: String
  }

  /// The drawing's width.
  var width: Double
  /// The upper end of the plot's area.
  var top: Double
  /// The lower end of the plot's area.
  var bottom: Double
  /// What the texts of the y axis need.
  var leftMargin: Double
  /// What stands beside the plot's right end needs.
  var rightMargin: Double

  var left: Double { leftMargin }
  var right: Double { width - rightMargin }

  /// How much room texts of the y axis take.
  static func margin(for ticks: [Tick]) -> Double {
    Double(ticks.map(\.label.count).max() ?? 1) * 6.8 + 12
  }

  /// Draws gridlines, ticks and the title that names the y axis's unit.
  func drawVerticalAxis(_ ticks: [Tick], scale: Scale, title: String, into drawing: inout SVGDrawing) {
    for tick in ticks {
      let y = scale.position(tick.value)
      drawing.line("grid", from: (left, y), to: (right, y))
      drawing.label("tick", tick.label, x: left - 8, y: y + 4, anchor: .end)
    }
    drawing.label("unit", title, x: 0, y: top - 13)
  }

  /// Draws the base line, ticks and their texts, and the title that names the x axis's unit.
  func drawHorizontalAxis(_ ticks: [Tick], scale: Scale, title: String, into drawing: inout SVGDrawing) {
    drawing.line("axis", from: (left, bottom), to: (right, bottom))
    var taken = -Double.infinity
    for tick in ticks {
      let x = scale.position(tick.value)
      drawing.line("axis", from: (x, bottom), to: (x, bottom + 4))
      // A text that would touch the one before it is left out.
      let half = LabelPlacement.width(of: tick.label) / 2
      guard x - half > taken else { continue }
      taken = x + half
      drawing.label("tick", tick.label, x: x, y: bottom + 18, anchor: .middle)
    }
    drawing.label("unit", title, x: right, y: bottom + 36, anchor: .end)
  }
}

/// For which width of the window a plot is drawn. Texts keep their size, so each plot is drawn twice and the page shows
/// the one that fits.
enum PlotWidth: CaseIterable {
  case wide, narrow

  /// The drawing's width.
  var pixels: Double { self == .wide ? 880 : 330 }

  /// The class by which the stylesheet shows or hides it.
  var style: String { self == .wide ? "wide" : "narrow" }

  /// About how many ticks the x axis has room for.
  var ticks: Int { self == .wide ? 10 : 5 }
}
