import CampaignApplication
import CampaignDomain
import CampaignService
import NIOCore
import RPCCodec

/// The facts that the bytes of a request tell before anything is made of them.
enum Screening {
  /// Nothing: the bytes have to be decoded.
  case undecided
  case refused(CallError)
  /// The fields lie there; `passedMemory`: memory has no refusal for them.
  case found(IssueCouponRequest.Places, passedMemory: Bool)
}

/// Refuses calls of IssueCoupon by their bytes, from memory. The bytes of a call are looked through once, also where it
/// has to be served.
///
/// It is a value of the router's own and no closure of a route: event loops that hold and release one object for each
/// call make each other wait for its count.
struct IssueScreen: Sendable {
  private let memory: any RefusalMemory

  /// `memory` is `nil` where nobody remembers anything.
  init(memory: (any RefusalMemory)?) {
    self.memory = memory ?? NoMemory()
  }

  func screen(_ payload: ByteBuffer, codec: MessageCodec, now: MonotonicTime) -> Screening {
    payload.withUnsafeReadableBytes { bytes in
      // Decoding tells what is wrong with bytes that are no request.
      guard let places = IssueCouponRequest.places(in: bytes, with: codec) else { return .undecided }
      let answer = memory.screen(
        by: CampaignID(rawValue: places.campaignID), userID: UnsafeRawBufferPointer(rebasing: bytes[places.userID]),
        idempotencyKey: UnsafeRawBufferPointer(rebasing: bytes[places.idempotencyKey]), at: now.instant)
      switch answer {
      case .refused(let error): return .refused(.useCase(error))
      case .passed: return .found(places, passedMemory: true)
      case .undecided: return .found(places, passedMemory: false)
      }
    }
  }
}

private final class NoMemory: RefusalMemory {
  func screen(
    by id: CampaignID, userID: UnsafeRawBufferPointer, idempotencyKey: UnsafeRawBufferPointer,
    at now: ContinuousClock.Instant
  ) -> IssueScreening { .undecided }
}

extension IssueCouponHandler {
  /// The route of calls that are screened before they are served.
  func screenedRoute(_ method: ServedMethod) -> Route {
    Route(method: method, isScreened: true) { (payload, codec, context, address) throws(CallError) in
      let completion = ConnectionCompletion<IssueCouponResponse>(address: address)
      switch payload.screening {
      case .found(let places, let passedMemory):
        handle(
          IssueCouponRequest(places, in: payload.bytes), passedMemory: passedMemory, context: context,
          completion: completion)
      case .undecided, .refused:
        handle(try payload.decode(with: codec), context: context, completion: completion)
      }
      return nil
    }
  }
}
