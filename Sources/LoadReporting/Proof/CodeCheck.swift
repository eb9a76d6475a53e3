internal import CampaignDomain

/// The check if a text is a code that could have been issued: its shape, its alphabet and its check character.
package enum CodeCheck {
  /// The fault of a code; `nil` when nothing is.
  package static func fault(of code: String) -> String? {
    do throws(CouponCodeFault) {
      let parsed = try CouponCode(parsing: code)
      // Reading forgives white space and decomposed syllables; a list of issued codes has neither.
      return parsed.text.utf8.elementsEqual(code.utf8) ? nil : "\(code) is not written as codes are"
    } catch {
      return "\(code): \(error)"
    }
  }
}
