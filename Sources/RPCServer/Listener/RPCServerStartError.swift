/// The reason for which a server could not start.
public enum RPCServerStartError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Another program listens there.
  case addressInUse(String)
  /// The port may not be used by this user, or the address by anybody.
  case permissionDenied(String)
  /// The host has no address of this machine.
  case addressNotAvailable(String)
  /// Anything else that the system said.
  case cannotListen(String, reason: String)
  /// The server has been started before; a server runs once.
  case startedBefore

  /// A text that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .addressInUse(let address):
      "can't listen on \(address): another program does; stop it or choose another port"
    case .permissionDenied(let address):
      "can't listen on \(address): permission denied; choose a port above 1023"
    case .addressNotAvailable(let address):
      "can't listen on \(address): it is no address of this machine; choose one that is, such as 127.0.0.1"
    case .cannotListen(let address, let reason):
      "can't listen on \(address): \(reason)"
    case .startedBefore:
      "the server was started before; a server runs once"
    }
  }
}
