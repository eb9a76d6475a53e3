/// A set of 32-bit fingerprints: open addressing with linear probing, 4 bytes a place, between three eighths and three
/// quarters of the places taken. Nothing is ever removed.
struct FingerprintTable: Sendable {
  /// 0 marks a free place.
  private var places: [UInt32] = []
  private var count = 0

  init() {}

  /// False: it was there already.
  mutating func insert(_ fingerprint: UInt32) -> Bool {
    let fingerprint = Self.stored(fingerprint)
    if (count + 1) * 4 > places.count * 3 { grow() }
    let place = Self.place(of: fingerprint, in: places)
    guard places[place] != fingerprint else { return false }
    places[place] = fingerprint
    count += 1
    return true
  }

  func contains(_ fingerprint: UInt32) -> Bool {
    guard count > 0 else { return false }
    let fingerprint = Self.stored(fingerprint)
    return places[Self.place(of: fingerprint, in: places)] == fingerprint
  }

  private static func stored(_ fingerprint: UInt32) -> UInt32 { max(fingerprint, 1) }

  /// The place where a fingerprint stands, or would. Some place is always free.
  private static func place(of fingerprint: UInt32, in places: [UInt32]) -> Int {
    let mask = places.count - 1
    var place = Int(fingerprint) & mask
    while places[place] != 0, places[place] != fingerprint { place = (place + 1) & mask }
    return place
  }

  private mutating func grow() {
    var larger = [UInt32](repeating: 0, count: max(8, places.count * 2))
    for fingerprint in places where fingerprint != 0 { larger[Self.place(of: fingerprint, in: larger)] = fingerprint }
    places = larger
  }
}
