/// Finds what a mistyped word was meant to be.
enum Spelling {
  /// The closeness of a candidate: a slip of one letter goes before a word that is cut short or goes on, as
  /// `--start-time` does behind `--start`, and that before several wrong letters.
  private enum Closeness: Int {
    case slip, cutOrLonger, similar
  }

  /// The candidate that is closest to a word; `nil`: none is close enough to be what was meant.
  static func closest(to word: String, among candidates: [String]) -> String? {
    let word = Array(word.lowercased())
    var best: (candidate: String, rank: (Int, Int))?
    for candidate in candidates {
      let letters = Array(candidate.lowercased())
      let distance = distance(word, letters)
      guard let closeness = closeness(word, letters, distance: distance) else { continue }
      let rank = (closeness.rawValue, distance)
      if let best, best.rank <= rank { continue }
      best = (candidate, rank)
    }
    return best?.candidate
  }

  private static func closeness(_ word: [Character], _ candidate: [Character], distance: Int) -> Closeness? {
    if distance <= 1 { return .slip }
    let (short, long) = word.count < candidate.count ? (word, candidate) : (candidate, word)
    if short.count >= 3, long.starts(with: short) || long.reversed().starts(with: short.reversed()) {
      return .cutOrLonger
    }
    return distance <= long.count / 3 ? .similar : nil
  }

  /// The number of letters that have to be added, removed, replaced, or swapped with their neighbour, to make one word
  /// of the other.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], other == left[row - 1] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last.last ?? 0
  }
}
