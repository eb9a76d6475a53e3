/// Numbers for people, with a comma before each three digits.
enum GroupedNumber {
  static func text(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var result = number.signum() < 0 ? "-" : ""
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { result += "," }
      result.append(digit)
    }
    return result
  }
}
