import AsyncHTTPClient
import CampaignApplication
import Glibc
import NIOCore
import NIOSSL

/// The words and the meaning of an exchange that failed. In doubt its request may have arrived.
enum ExchangeFailure {
  /// `isSent`: some of the request was written.
  static func reply(for error: any Error, isSent: Bool) -> PartnerReply {
    let text = words(for: error)
    guard !isSent else { return .unknown(text) }
    switch error {
    case let error as HTTPClientError:
      switch error {
      // Errors of the connection. At the deadline of the whole, nobody is sure that nothing was written.
      case .connectTimeout, .getConnectionFromPoolTimeout: return .unreached(text)
      case .tlsHandshakeTimeout: return .misconfigured("TLS: \(text)")
      case .invalidURL, .emptyHost, .emptyScheme: return .misconfigured(text)
      default: return .unknown(text)
      }
    case let error as IOError where refusals.contains(error.errnoCode): return .unreached(text)
    case NIOSSLError.handshakeFailed, is NIOSSLExtraError: return .misconfigured("TLS: \(text)")
    default: return .unknown(text)
    }
  }

  /// The errors of connect(2).
  private static let refusals: Set<CInt> = [
    ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, ENETDOWN, ETIMEDOUT, EADDRNOTAVAIL, EACCES, EPERM,
  ]

  private static func words(for error: any Error) -> String {
    switch error {
    case is ExchangeDelegate.TooLarge: "the answer has more than 64 KiB"
    case let error as HTTPClientError: error.shortDescription
    case let error as IOError: String(cString: strerror(error.errnoCode))
    default: "\(error)"
    }
  }
}
