internal import CampaignDomain
import RPCCodec

extension CouponCodeFault {
  /// The fault of the code, in words for people.
  func text(in wording: Wording) -> String {
    switch self {
    case .wrongLength(let count): wording.wrongLength(CouponCode.length, count)
    case .unknownScalar(let scalar, let position):
      wording.unknownScalar(PrintableText.escaped(String(Character(scalar))), position)
    case .wrongCheckScalar: wording.wrongCheckScalar
    case .neverIssued: wording.neverIssued
    }
  }
}
