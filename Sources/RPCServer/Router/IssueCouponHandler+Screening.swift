import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec

extension IssueCouponHandler {
  /// A route on which memory refuses calls by their bytes. The bytes of a call are looked through once, also where it
  /// has to be served.
  func screenedRoute(_ method: ServedMethod, asking memory: (any IssueRefusal)?) -> Route {
    Route(method: method) { (payload, codec, context, address) throws(CallError) in
      let completion = ConnectionCompletion<IssueCouponResponse>(address: address)
      switch payload.screening {
      case .found(let places, let memoryWasAsked):
        handle(
          IssueCouponRequest(places, in: payload.bytes), memoryWasAsked: memoryWasAsked, context: context,
          completion: completion)
      case .undecided, .refused:
        handle(try payload.decode(with: codec), context: context, completion: completion)
      }
      return nil
    } screen: { bytes, codec, now in
      // Decoding tells what is wrong with bytes that are no request.
      guard let places = IssueCouponRequest.places(in: bytes, with: codec) else { return .undecided }
      guard let memory else { return .found(places, memoryWasAsked: false) }
      let answer = bytes.withUnsafeReadableBytes { bytes in
        memory.screen(
          by: CampaignID(rawValue: places.campaignID), userID: UnsafeRawBufferPointer(rebasing: bytes[places.userID]),
          idempotencyKey: UnsafeRawBufferPointer(rebasing: bytes[places.idempotencyKey]), at: now.instant)
      }
      switch answer {
      case .refused(let error): return .refused(.useCase(error))
      case .passed: return .found(places, memoryWasAsked: true)
      case .undecided: return .found(places, memoryWasAsked: false)
      }
    }
  }
}
