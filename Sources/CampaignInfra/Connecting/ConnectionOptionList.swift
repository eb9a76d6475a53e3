import CLibPQ
import Glibc

/// Goes between libpq's arrays of options and Swift's values.
enum ConnectionOptionList {
  /// The options that have a value. libpq takes an empty one for none.
  static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
    var values: [String: String] = [:]
    var option = options
    // The array ends with an option without a name.
    while let name = option.pointee.keyword {
      if let value = option.pointee.val, value.pointee != 0 { values[String(cString: name)] = String(cString: value) }
      option += 1
    }
    return values
  }

  /// Starts connecting, without blocking. `expandsDatabase`: `dbname` may be a whole connection string. Returns
  /// `nil` without memory.
  static func start(_ options: [(String, String)], expandsDatabase: Bool) -> OpaquePointer? {
    let names = options.map { strdup($0.0) }
    let values = options.map { strdup($0.1) }
    defer { for text in names + values { free(text) } }
    let constantNames = names.map { UnsafePointer($0) } + [nil]
    let constantValues = values.map { UnsafePointer($0) } + [nil]
    return PQconnectStartParams(constantNames, constantValues, expandsDatabase ? 1 : 0)
  }
}
